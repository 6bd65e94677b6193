"""Which requests are to be graded again, and why each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ..errors import OperatorError
from ..intake import Rules
from ..judge.messages import Ready
from ..ledger import Ledger
from ..schema import PROTOCOL_VERSION, GradeRecord, RequestRecord, Struct
from ..staleness import Suites, made_by, outdated
from ..unit_names import unit_names
from .predicate import fulfilling

SHORTEST = 6
"""Digits of an id that are enough."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be graded again; all that is given must hold."""

    one: str = ""
    """First digits of a grade record's id, or of a request's name."""
    unit: str = ""
    """Alias or slug."""
    exercise: str = ""
    """`unit1/NAME`: where that exercise was begun, and another suite graded it than today's."""
    suite_version: str = ""
    """Of the suites that graded."""
    where: str = ""
    """A condition in SQL over the checks of the current records, see `predicate`."""
    again: bool = False
    """Also what today's suites graded, or would grade no otherwise."""

    def __bool__(self) -> bool:
        return bool(self.one or self.unit or self.exercise or self.suite_version or self.where)


class Today(NamedTuple):
    """What this judge grades with."""

    suites: Mapping[str, Suites]
    """By unit's slug."""
    full_marks: Mapping[str, int]

    def concerns(self, grade: GradeRecord) -> tuple[str, ...]:
        """Return the exercises for which a result is not one of today's suites; all of them where the sum is not."""
        found = outdated(made_by(grade), self.suites[grade.unit])
        if found or grade.max_points == self.full_marks.get(grade.unit):
            return found
        return tuple(one.name for one in grade.graded)


class Chosen(NamedTuple):
    """A request that is to be graded again."""

    request: RequestRecord
    before: GradeRecord | None
    """Its current result, None where it had been set aside."""
    exercises: tuple[str, ...]
    """Those that another suite graded; none where nothing but `again` asks for it."""


class Choice(NamedTuple):
    """The requests to grade again, oldest first."""

    chosen: tuple[Chosen, ...]
    same: int
    """Requests that fit, and that today's suites graded, or would grade no otherwise: they are left out."""


def today_of(ready: Ready) -> Today:
    """Return what a judge grades with."""
    suites = {
        slug: Suites(version, PROTOCOL_VERSION, ready.exercises.get(slug, {})) for slug, version in ready.suites.items()
    }
    return Today(suites, ready.full_marks)


def spelled(wanted: Wanted, rules: Rules, today: Today) -> Wanted:
    """Return what is wanted with the units' slugs in place of their aliases.

    Raises `OperatorError` for a unit or exercise that there is not, or without its unit, for two units at once, and for
    too short an id.
    """
    if wanted.one and len(wanted.one) < SHORTEST:
        raise OperatorError(f"give at least {SHORTEST} digits of the id")
    alias, slash, exercise = wanted.exercise.partition("/")
    if wanted.exercise and not slash:
        places = [
            f"{short}/{alias}"
            for short, slug in rules.aliases.items()
            if slug in today.suites and alias in today.suites[slug].exercises
        ]
        such = " or ".join(places) or "such as unit1/sft_loss"
        raise OperatorError(f"--exercise takes a unit and an exercise, {such}, not {wanted.exercise!r}")
    units = {rules.aliases.get(named, named): named for named in (wanted.unit, alias) if named}
    for slug, named in units.items():
        if slug not in rules.settings.units:
            known = unit_names(rules.settings.units, rules.aliases)
            raise OperatorError(f"there is no unit {named!r} on this board; it has {known}")
    if len(units) > 1:
        raise OperatorError(f"--unit {wanted.unit} and --exercise {wanted.exercise} are of two units")
    slug = next(iter(units), "")
    if not wanted.exercise:
        return msgspec.structs.replace(wanted, unit=slug)
    names = sorted(today.suites[slug].exercises) if slug else []
    if exercise not in names:
        known = ", ".join(f"{alias}/{name}" for name in names) or "such as unit1/sft_loss"
        raise OperatorError(f"there is no exercise {wanted.exercise!r}; --exercise takes one {known}")
    return msgspec.structs.replace(wanted, unit=slug, exercise=f"{slug}/{exercise}")


def choose(ledger: Ledger, rules: Rules, today: Today, wanted: Wanted) -> Choice:
    """Return the requests to grade again, given what is wanted as it is `spelled`.

    Raises `OperatorError` where an id or a condition means nothing, `ExtraNeeded`.
    """
    exercise = wanted.exercise.partition("/")[2]
    # the questions of a quiz may be other ones by now; its answers were marked once and for all
    found = [one for one in ledger.requests.values() if not one.quiz and one.unit in rules.settings.units]
    if wanted.one:
        found = _named(ledger, found, wanted.one)
    pairs = [
        (record, ledger.current(record.request))
        for record in found
        if not ledger.is_withdrawn(record.request) and wanted.unit in ("", record.unit)
    ]
    if wanted.suite_version:
        pairs = [pair for pair in pairs if pair[1] is not None and pair[1].suite_version == wanted.suite_version]
    if exercise:
        pairs = [pair for pair in pairs if pair[1] is not None and _has_begun(pair[1], exercise)]
    if wanted.where:
        fits = fulfilling([grade for _, grade in pairs if grade is not None], wanted.where)
        pairs = [pair for pair in pairs if pair[0].request in fits]
    chosen = []
    for record, before in pairs:
        concerned = today.concerns(before) if before is not None else ()
        concerned = tuple(name for name in concerned if exercise in ("", name))
        if before is None or concerned or wanted.again:
            chosen.append(Chosen(record, before, concerned))
    chosen.sort(key=lambda one: (one.request.received_at, one.request.number, one.request.request))
    return Choice(tuple(chosen), len(pairs) - len(chosen))


def _named(ledger: Ledger, found: list[RequestRecord], one: str) -> list[RequestRecord]:
    """Return the one request that is meant by an id's first digits."""
    named = [
        record
        for record in found
        if any(known.startswith(one) for known in (record.request, *ledger.grades_of(record.request)))
    ]
    if len(named) == 1 and ledger.is_withdrawn(named[0].request):
        raise OperatorError(f"the package of {one!r} is gone: its author has withdrawn")
    left = [record for record in named if not ledger.is_withdrawn(record.request)]
    if len(left) != 1:
        raise OperatorError(f"{len(left)} requests have the id {one!r}")
    return left


def _has_begun(grade: GradeRecord, exercise: str) -> bool:
    return any(one.name == exercise and one.begun for one in grade.graded)

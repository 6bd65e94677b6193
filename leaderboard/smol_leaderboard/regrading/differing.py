"""What a grading again changes, and what can have caused it. Pure: of two records of one request, then and now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from smol_grade.records import Sentence

from ..schema import CheckGrade, ExerciseGrade, GradeRecord
from .again import Regraded

Kind = Literal["up", "down", "same_points", "unchanged", "first", "failed"]
"""By the points; `same_points`: other checks, hints or full marks, and as many points. `first`: it had no result."""


class CheckChange(NamedTuple):
    """A check that ended otherwise than before."""

    exercise: str
    check: str
    before: CheckGrade | None
    """None for a check that there was not."""
    after: CheckGrade | None
    """None for a check that there is no more."""
    explained: bool
    """False where all that can have caused it is the same but the seed: the suite is not stable."""


class Difference(NamedTuple):
    """What one request's new result changes."""

    regraded: Regraded
    kind: Kind
    checks: tuple[CheckChange, ...]
    causes: tuple[Sentence, ...]
    """All that is not the same as when it was graded before."""

    @property
    def is_told(self) -> bool:
        """Whether a report has lines about it: unchanged ones are counted."""
        return self.kind != "unchanged"


class OfCheck(NamedTuple):
    """How often a check went from one outcome to another."""

    name: str
    """`unit/exercise/check`."""
    before: str
    """An outcome; empty for a check that there was not."""
    after: str
    requests: int


class Summary(NamedTuple):
    """All differences, counted."""

    kinds: dict[str, int]
    """Every kind, also those that do not occur."""
    unstable: int
    """Checks that changed, and nothing but the seed explains it."""
    checks: tuple[OfCheck, ...]
    """Those of which the outcome changed, by name."""

    @property
    def graded(self) -> int:
        """Requests with a new result."""
        return sum(self.kinds.values()) - self.kinds["failed"]


def difference(regraded: Regraded) -> Difference:
    """Compare a request's two results."""
    before, after = regraded.before, regraded.after
    if after is None:
        return Difference(regraded, "failed", (), ())
    if before is None:
        return Difference(regraded, "first", (), ())
    checks = tuple(_changes(before, after))
    causes = tuple(_causes(before, after))
    if after.points != before.points:
        return Difference(regraded, "up" if after.points > before.points else "down", checks, causes)
    same = not checks and after.max_points == before.max_points
    return Difference(regraded, "unchanged" if same else "same_points", checks, causes)


def summary(differences: Iterable[Difference]) -> Summary:
    """Count."""
    kinds: dict[str, int] = dict.fromkeys(("up", "down", "same_points", "unchanged", "first", "failed"), 0)
    outcomes: Counter[tuple[str, str, str]] = Counter()
    unstable = 0
    for one in differences:
        kinds[one.kind] += 1
        for change in one.checks:
            unstable += not change.explained
            then, now = outcome(change.before), outcome(change.after)
            if then != now:
                unit = one.regraded.chosen.request.unit
                outcomes[f"{unit}/{change.exercise}/{change.check}", then, now] += 1
    return Summary(kinds, unstable, tuple(OfCheck(*key, count) for key, count in sorted(outcomes.items())))


def outcome(check: CheckGrade | None) -> str:
    """Return an outcome as a text, empty for a check that is not there."""
    return str(check.outcome) if check is not None else ""


def _changes(before: GradeRecord, after: GradeRecord) -> Iterator[CheckChange]:
    then, now = _by_name(before), _by_name(after)
    everything_else = tuple(_of_machine_and_program(before, after))
    for name in dict.fromkeys([*now, *then]):  # in today's order, what is gone last
        old, new = then.get(name), now.get(name)
        checks = [{check.name: check for check in one.checks} if one is not None else {} for one in (old, new)]
        explained = bool(everything_else) or _is_another_suite(old, new, before, after)
        for check in dict.fromkeys([*checks[1], *checks[0]]):
            pair = checks[0].get(check), checks[1].get(check)
            if _seen(pair[0]) != _seen(pair[1]):
                yield CheckChange(name, check, *pair, explained)


def _seen(check: CheckGrade | None) -> tuple[object, ...] | None:
    """Return what of a check a report tells. Why it failed is not of it: two wrong answers need not be alike."""
    return None if check is None else (check.outcome, check.hint, check.max_points)


def _by_name(grade: GradeRecord) -> dict[str, ExerciseGrade]:
    return {one.name: one for one in grade.graded}


def _is_another_suite(
    old: ExerciseGrade | None, new: ExerciseGrade | None, before: GradeRecord, after: GradeRecord
) -> bool:
    if old is None or new is None:
        return True
    if old.suite and new.suite:
        return old.suite != new.suite
    return before.suite_version != after.suite_version


def _causes(before: GradeRecord, after: GradeRecord) -> Iterator[Sentence]:
    """Yield what differs between two gradings, as sentences."""
    if before.suite_version != after.suite_version:
        yield _of("suites", then=before.suite_version, now=after.suite_version)
    then, now = _by_name(before), _by_name(after)
    for code, names in (("new", now.keys() - then.keys()), ("gone", then.keys() - now.keys())):
        if names:
            yield _of(code, exercises=", ".join(sorted(names)))
    if others := other_suites(before, after):
        yield _of("suite", exercises=", ".join(f"{name} ({old} -> {new})" for name, (old, new) in others.items()))
    if before.suite_version != after.suite_version and any(not one.suite for one in before.graded):
        yield _of("suite_unknown")
    if before.private_cases != after.private_cases:
        yield _of("private_now" if after.private_cases else "private_then")
    yield from _of_machine_and_program(before, after)


def other_suites(before: GradeRecord, after: GradeRecord) -> dict[str, tuple[str, str]]:
    """Return the exercises that another suite graded, as far as the records say, and the digits of both."""
    then, now = _by_name(before), _by_name(after)
    pairs = {name: (str(then[name].suite or ""), str(now[name].suite or "")) for name in now if name in then}
    return {name: pair for name, pair in pairs.items() if all(pair) and pair[0] != pair[1]}


def _of_machine_and_program(before: GradeRecord, after: GradeRecord) -> Iterator[Sentence]:
    """Yield what differs besides the suites: any of it can change any check."""
    programs = [one.suite_version.partition("+")[0] for one in (before, after)]
    if programs[0] != programs[1]:
        yield _of("program", then=programs[0], now=programs[1])
    if before.protocol_version != after.protocol_version:
        yield _of("protocol", then=before.protocol_version, now=after.protocol_version)
    then, now = before.environment, after.environment
    for name in ("python", "platform", "isolation", "tier"):
        if getattr(then, name) != getattr(now, name):
            yield _of("machine", name=name, then=getattr(then, name), now=getattr(now, name))
    for name in sorted(then.versions.keys() | now.versions.keys()):
        pair = then.versions.get(name, "-"), now.versions.get(name, "-")
        if pair[0] != pair[1]:
            yield _of("machine", name=name, then=pair[0], now=pair[1])


def _of(code: str, **fields: str | int) -> Sentence:
    return Sentence(f"regrade.why_{code}", fields)

"""Grading again what was graded before: new records that supersede the old ones. Nothing is deleted or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from smol_grade.records import Outcome

from .errors import JudgeTrouble, OperatorError
from .intake import Rules
from .judge.client import Judge
from .judge.messages import NotGraded
from .judging import grade_or_set_aside, job_of, problem
from .ledger import Ledger
from .outbox import Outbox
from .schema import PROTOCOL_VERSION, GradeRecord, RequestRecord

SHORTEST = 6
"""Digits of an id that are enough."""


class Wanted(NamedTuple):
    """What is to be graded again; all that is given must hold."""

    one: str = ""
    """First digits of a grade record's id, or of a request's name."""
    unit: str = ""
    """Alias or slug."""
    suite_version: str = ""
    """Of the suites that graded."""
    again: bool = False
    """Also what was graded by today's suites."""


class Regraded(NamedTuple):
    """One request, then and now."""

    request: str
    before: GradeRecord | None
    """None for a request that had been set aside."""
    after: GradeRecord | None
    """None where it could not be graded now; the record before stays."""
    problem: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """The checks whose outcome is another one, `exercise/check: failed -> passed`."""
        if self.before is None or self.after is None:
            return ()
        then, now = _outcomes(self.before), _outcomes(self.after)
        return tuple(
            f"{name}: {then.get(name, '-')} -> {now.get(name, '-')}"
            for name in dict.fromkeys([*then, *now])
            if then.get(name) != now.get(name)
        )


def choose(ledger: Ledger, rules: Rules, suites: dict[str, str], wanted: Wanted) -> list[RequestRecord]:
    """Return the requests to grade again, oldest first; raise `OperatorError` where nothing can be meant.

    `suites` is unit -> today's suite version: what it graded is left out unless `again`.
    """
    unit = rules.aliases.get(wanted.unit, wanted.unit)
    if unit and unit not in rules.settings.units:
        raise OperatorError(f"there is no unit {wanted.unit!r} on this board")
    if wanted.one and len(wanted.one) < SHORTEST:
        raise OperatorError(f"give at least {SHORTEST} digits of the id")
    found = []
    for record in ledger.requests.values():
        if record.quiz:  # its questions may be other ones by now; its answers were marked once and for all
            continue
        current = ledger.current(record.request)
        ids = (record.request, *ledger.grades_of(record.request))
        if wanted.one and not any(one.startswith(wanted.one) for one in ids):
            continue
        if unit and record.unit != unit:
            continue
        if wanted.suite_version and (current is None or current.suite_version != wanted.suite_version):
            continue
        found.append(record)
    if wanted.one and len(found) == 1 and ledger.is_withdrawn(found[0].request):
        raise OperatorError(f"the package of {wanted.one!r} is gone: its author has withdrawn")
    found = [one for one in found if not ledger.is_withdrawn(one.request)]
    if wanted.one and len(found) != 1:
        raise OperatorError(f"{len(found)} requests have the id {wanted.one!r}")
    todays = [one for one in found if wanted.again or not _is_todays(ledger.current(one.request), suites)]
    return sorted(todays, key=lambda record: (record.received_at, record.number, record.request))


def regrade(
    chosen: list[RequestRecord],
    ledger: Ledger,
    judge: Judge,
    outbox: Outbox,
    cohort: str,
    begun: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[Regraded]:
    """Grade requests again, one after the other; each new record is in the outbox when it is yielded.

    Killed and run again it goes on: what was graded and published is not chosen any more. Where today's grading fails,
    the old record stays. Raises `StoreError` where a request cannot be read.
    """
    for number, light in enumerate(chosen):
        begun(number, len(chosen))
        before = ledger.current(light.request)
        record = ledger.sealed_again(light)
        cohort_then = before.cohort if before is not None else cohort
        job = job_of(record, cohort_then, supersedes=before.id if before is not None else "")
        try:
            result, _ = grade_or_set_aside(judge, job, lambda _: None)
        except JudgeTrouble as trouble:
            yield Regraded(light.request, before, None, problem(trouble))
            continue
        if isinstance(result, NotGraded):
            yield Regraded(light.request, before, None, result.reason)
            continue
        assert isinstance(result, GradeRecord)  # `choose` takes no quizzes
        outbox.add(result)
        ledger.add([result])
        yield Regraded(light.request, before, result)


def _is_todays(grade: GradeRecord | None, suites: dict[str, str]) -> bool:
    if grade is None:
        return False
    return (grade.suite_version, grade.protocol_version) == (suites.get(grade.unit, ""), PROTOCOL_VERSION)


def _outcomes(grade: GradeRecord) -> dict[str, Outcome]:
    graded = (*grade.exercises, *grade.extras)
    return {f"{exercise.name}/{check.name}": check.outcome for exercise in graded for check in exercise.checks}

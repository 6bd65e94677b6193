"""From submissions to results: what is still to be graded, handed to an engine, written down as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from smol_grade import records
from smol_grade.course import Unit
from smol_grade.messages import say

from ..errors import JudgeTrouble, OperatorError
from ..judge.messages import Handed, NotGraded
from ..schema import GradeRecord, request_key
from .contents import PassedOver
from .engine import Engine
from .results import BatchResult, Plan, Results
from .station import Outcome, Task
from .submissions import Submitted, digest

TROUBLES = 5
"""Submissions in a row that could not be graded for reasons of ours: then the batch ends."""


class Progress(NamedTuple):
    """How far a batch is."""

    done: int
    """Submissions with a result, those of earlier runs among them."""
    total: int
    result: BatchResult | None = None
    """The one that has just come."""
    trouble: str = ""
    """Or why one could not be graded."""
    running: tuple[str, ...] = ()
    """Those that are being graded, or are graded once more, when no other one waits."""
    looked_at: str = ""
    """Or one in which something was passed over."""
    passed_over: tuple[PassedOver, ...] = ()


def file_names(unit: Unit, exercises: tuple[str, ...]) -> frozenset[str]:
    """Return the names of the files that the exercises may have."""
    chosen = [one for one in unit.exercises if not exercises or one.name in exercises]
    code = (f"{one.name}{suffix}" for one in chosen for suffix in (".py", ".ipynb"))
    return frozenset([*code, *(name for one in chosen for name in one.data)])


def grade_all(
    submissions: list[Submitted],
    engine: Engine,
    results: Results,
    plan: Plan,
    heard: Callable[[Progress], None],
) -> list[str]:
    """Grade what has no result yet; return why some could not be graded. They are graded when it is run again.

    Each result is on the disk when it is heard of. What ran out of time beside other submissions is graded once more
    alone: a limit is in seconds, and who shares the cores needs more of them. Raises `JudgeTrouble` when nothing more
    can be graded, `OperatorError` where the suites are exchanged meanwhile.
    """
    work = _Work(submissions, results, plan, heard)
    work.hear(engine.run(work.tasks(work.left)), keep_slow=engine.workers == 1)
    if work.slow:
        again, work.slow = work.slow, []
        work.hear(engine.run(work.tasks(again), at_once=1), keep_slow=True)
    return work.troubles


class _Work:
    """What is left of a batch, and what came of it."""

    def __init__(
        self, submissions: list[Submitted], results: Results, plan: Plan, heard: Callable[[Progress], None]
    ) -> None:
        self._results, self._plan, self._heard = results, plan, heard
        hashes = results.begin(plan)
        results.expect(one.id for one in submissions)
        known = [one for one in submissions if one.id in hashes and hashes[one.id] == _digest(one)]
        done = {one.id for one in known}
        before = results.troubled()
        self.left = [one for one in submissions if one.id not in done]
        self.left.sort(key=lambda one: one.id in before)  # what was in the way the last time keeps nobody waiting
        self.slow: list[Submitted] = []
        """Ran out of time beside others, and not yet begun anew."""
        self.troubles: list[str] = []
        self._done, self._total = len(known), len(submissions)
        self._under_way: dict[str, tuple[Submitted, str]] = {}
        self._waiting = len(self.left)
        """How many are yet to be begun."""
        self._tell()

    def tasks(self, submissions: list[Submitted]) -> Iterator[Task]:
        """Yield what is asked. The files are read once: what is hashed is what is graded."""
        for number, one in enumerate(submissions, 1):
            self._waiting = len(submissions) - number
            try:
                files, passed_over = one.taken
            except OperatorError as error:
                self._trouble(one.id, say("en", error.key, **error.fields))
                continue
            if passed_over:
                self._heard(self._progress(looked_at=one.id, passed_over=passed_over))
            sha256 = digest(files)
            self._under_way[one.id] = one, sha256
            if not self._waiting:
                self._tell()
            yield Task(one.id, _question(one, sha256, self._plan), files)

    def hear(self, outcomes: Iterator[Outcome], *, keep_slow: bool) -> None:
        """Write down what comes."""
        in_a_row = 0
        for outcome in outcomes:
            one, sha256 = self._under_way.pop(outcome.key)
            if outcome.answer is None:
                self._trouble(one.id, outcome.trouble)
                in_a_row += 1
                if in_a_row == TROUBLES:
                    raise JudgeTrouble(outcome.trouble)
                continue
            in_a_row = 0
            if not keep_slow and _is_slow(outcome):
                self.slow.append(one)
                self._tell()
                continue
            self._keep(_result(one, sha256, outcome, self._plan))

    def _keep(self, result: BatchResult) -> None:
        self._results.add(result)
        self._done += 1
        self._tell(result)

    def _trouble(self, name: str, why: str) -> None:
        self._results.remember_trouble(name)
        self.troubles.append(f"{name}: {why}")
        self._heard(self._progress(trouble=self.troubles[-1]))

    def _tell(self, result: BatchResult | None = None) -> None:
        self._heard(self._progress(result=result))

    def _progress(self, **what: Any) -> Progress:
        last = () if self._waiting else (*self._under_way, *(one.id for one in self.slow))
        return Progress(self._done, self._total, running=last, **what)


def _digest(one: Submitted) -> str:
    try:
        return digest(one.files)
    except OperatorError:  # told when its turn comes
        return ""


def _question(one: Submitted, sha256: str, plan: Plan) -> Handed:
    return Handed(
        request=request_key("batch", one.id),
        learner=one.learner,
        unit=plan.unit,
        exercises=plan.exercises,
        attempt=one.attempt,
        received_at=one.received_at,
        folder="",
        sealed_sha256=sha256,
        cohort=plan.cohort,
    )


def _is_slow(outcome: Outcome) -> bool:
    """Return whether anything in a grading ran out of time, or ended its judge."""
    answer = outcome.answer
    if isinstance(answer, NotGraded):
        return answer.reason == "not_gradable"
    assert isinstance(answer, GradeRecord)
    return any(check.outcome is records.Outcome.TIMED_OUT for one in answer.graded for check in one.checks)


def _result(one: Submitted, sha256: str, outcome: Outcome, plan: Plan) -> BatchResult:
    answer = outcome.answer
    base = BatchResult(submission=one.id, learner=one.learner, attempt=one.attempt, sha256=sha256)
    if isinstance(answer, GradeRecord):
        if answer.suite_version != plan.suite_version:
            raise OperatorError("the suites were exchanged while the batch ran; name another --out for the new ones")
        return msgspec.structs.replace(base, record=answer)
    assert isinstance(answer, NotGraded)
    return msgspec.structs.replace(base, refused=answer.reason)

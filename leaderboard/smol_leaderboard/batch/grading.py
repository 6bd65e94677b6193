"""From submissions to results: what is still to be graded, handed to an engine, written down as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from smol_grade.course import Unit

from ..errors import JudgeTrouble
from ..judge.messages import Handed, NotGraded
from ..schema import GradeRecord, request_key
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

    Each result is on the disk when it is heard of. Raises `JudgeTrouble` when nothing more can be graded.
    """
    hashes = results.begin(plan)
    left = [one for one in submissions if one.id not in hashes or hashes[one.id] != digest(one.files)]
    by_id = {one.id: one for one in left}
    done = len(submissions) - len(left)
    heard(Progress(done, len(submissions)))
    troubles: list[str] = []
    in_a_row = 0
    for outcome in engine.run(_tasks(left, plan)):
        if outcome.answer is None:
            troubles.append(f"{outcome.key}: {outcome.trouble}")
            heard(Progress(done, len(submissions), trouble=troubles[-1]))
            in_a_row += 1
            if in_a_row == TROUBLES:
                raise JudgeTrouble(outcome.trouble)
            continue
        in_a_row = 0
        done += 1
        result = _result(by_id.pop(outcome.key), outcome)
        results.add(result)
        heard(Progress(done, len(submissions), result))
    return troubles


def _tasks(submissions: list[Submitted], plan: Plan) -> Iterator[Task]:
    for one in submissions:
        yield Task(one.id, _question(one, plan), lambda one=one: one.files)  # type: ignore[misc]


def _question(one: Submitted, plan: Plan) -> Handed:
    return Handed(
        request=request_key("batch", one.id),
        learner=one.learner,
        unit=plan.unit,
        exercises=plan.exercises,
        attempt=one.attempt,
        received_at=one.received_at,
        folder="",
        sealed_sha256=digest(one.files),
        cohort=plan.cohort,
    )


def _result(one: Submitted, outcome: Outcome) -> BatchResult:
    answer = outcome.answer
    base = BatchResult(submission=one.id, learner=one.learner, attempt=one.attempt)
    if isinstance(answer, GradeRecord):
        return msgspec.structs.replace(base, record=answer, sha256=answer.sealed_sha256)
    assert isinstance(answer, NotGraded)
    return msgspec.structs.replace(base, refused=answer.reason, sha256=digest(one.files))

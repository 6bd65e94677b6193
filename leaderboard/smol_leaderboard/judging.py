"""What a pass and a regrading ask the judge, and when a request is set aside."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from smol_grade.messages import say

from .errors import JudgeDied, JudgeTrouble, OperatorError, StoreError
from .intake import Rules
from .judge.client import Judge
from .judge.messages import Begun, Handed, Job, NotGraded, Ready
from .schema import BoardSettings, GradeRecord, QuizRecord, RequestRecord
from .unit_names import unit_names

DEATHS = 2
"""Times that grading a request may end the judge."""


def rules_of(ready: Ready, settings: BoardSettings, *, quizzes: bool = True) -> Rules:
    """Return the board's rules; raise `OperatorError` where judge and board do not belong together.

    Without `quizzes` none is going to be marked, so that the judge need not have the banks.
    """
    if ready.public_key != settings.public_key:
        raise OperatorError("the keys are not those of this board: its public key is another one")
    wrong = [slug for slug, points in settings.units.items() if ready.full_marks.get(slug) != points]
    if wrong:
        names = unit_names(wrong, ready.aliases)
        raise OperatorError(f"course.json and course.toml disagree on the units {names}; run: smol-leaderboard init")
    missing = set(settings.units) - set(ready.suites)
    if missing:
        raise OperatorError(f"there are no suites for {unit_names(missing, ready.aliases)}")
    if quizzes and any(ready.quizzes.get(slug) != asked for slug, asked in settings.quizzes.items()):
        raise OperatorError(
            "the quizzes of this board are not those of this machine; run: smol-leaderboard quiz publish"
        )
    return Rules(settings, ready.aliases, ready.smol_grade, ready.project)


def job_of(record: RequestRecord, cohort: str, *, request_id: str = "", author: str = "", supersedes: str = "") -> Job:
    """Return what the judge is asked about a request."""
    return Job(
        request=record.request,
        request_id=request_id,
        author=author,
        subject=record.subject,
        unit=record.unit,
        attempt=record.attempt,
        received_at=record.received_at,
        sealed=record.sealed,
        sealed_sha256=record.sealed_sha256,
        model=record.model,
        quiz=record.quiz,
        may_be_empty=record.entry is not msgspec.UNSET,
        cohort=cohort,
        supersedes=supersedes,
    )


def grade_or_set_aside(
    judge: Judge, job: Job | Handed, hear: Callable[[Begun], None]
) -> tuple[GradeRecord | QuizRecord | NotGraded, bool]:
    """Have a request graded; the second value tells whether its package was opened and is this request's.

    A judge that dies is started again, once; dying again sets the request aside (`not_gradable`). Raises
    `JudgeTrouble` for what is our fault: also when the judge dies without having begun.
    """
    opened = begun_now = False

    def heard(begun: Begun) -> None:
        nonlocal opened, begun_now
        opened = begun_now = True
        hear(begun)

    for death in range(1, DEATHS + 1):
        begun_now = False
        try:
            result = judge.grade(job, heard)
            return result, opened or isinstance(result, GradeRecord | QuizRecord)
        except JudgeDied:
            if not begun_now and death == DEATHS:  # it died, or did not start, before it met the submission
                raise
    return NotGraded(reason="not_gradable"), opened


def marks_of(result: GradeRecord | QuizRecord) -> tuple[int, int]:
    """Return the points of a grade and how many there are, or the right answers of a quiz and the questions."""
    if isinstance(result, QuizRecord):
        return result.right, result.total
    return result.points, result.max_points


def problem(error: StoreError | JudgeTrouble) -> str:
    """Return what went wrong, in English, for the operator."""
    return say("en", error.key, **error.fields)

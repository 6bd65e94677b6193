"""In the judge: from sealed answers to a quiz record.

The record tells how many answers were right, and of which objectives some were not. What a learner wrote gets into
none.
"""

from __future__ import annotations

from collections.abc import Mapping

from smol_grade.quiz.bank import Bank
from smol_grade.quiz.marking import enough, score
from smol_grade.quiz.paper import published

from ..errors import RequestRefused
from ..handed_in import Package
from ..quizzes import paper_of
from ..schema import QuizRecord, record_id, sealed_record
from .messages import Job


def mark_quiz(job: Job, package: Package, banks: Mapping[str, Bank], percent: int, at: str) -> QuizRecord:
    """Mark the answers of a package that is this job's; `percent` of them have to be right.

    Raises `RequestRefused`: `quiz_unknown` where the unit has no quiz, `quiz_outdated` where other questions are asked
    by now, `quiz_attempt` for the paper of another attempt.
    """
    bank = banks.get(job.unit)
    if bank is None or package.quiz is None:
        raise RequestRefused("quiz_unknown")
    public = published(bank)
    if public.sha256 != job.quiz:
        raise RequestRefused("quiz_outdated")
    if package.quiz.attempt != job.attempt:
        raise RequestRefused("quiz_attempt")
    marked = score(bank, paper_of(public, package.user, job.attempt), package.quiz.answers)
    return sealed_record(
        QuizRecord(
            id=record_id("quiz", job.request, job.sealed_sha256),
            subject=job.subject,
            at=at,
            request=job.request,
            sealed_sha256=job.sealed_sha256,
            unit=job.unit,
            attempt=job.attempt,
            received_at=job.received_at,
            right=marked.right,
            total=marked.total,
            passed=enough(marked.right, marked.total, percent),
            weak=marked.weak,
            bank_sha256=public.sha256,
            cohort=job.cohort,
        )
    )

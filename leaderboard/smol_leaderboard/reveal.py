"""Publishing the secret seeds of a cohort that has closed, so that everybody can check and repeat the gradings."""

from __future__ import annotations

from .errors import OperatorError
from .judge.client import Judge
from .ledger import Ledger
from .outbox import Outbox
from .schema import BoardSettings, RevealRecord, record_id, sealed_record
from .seeds import is_committed

AT_ONCE = 5_000
"""Seeds that the judge is asked for in one question."""


def ensure_closed(settings: BoardSettings, cohort: str, now: str) -> None:
    """Raise `OperatorError` while a cohort still takes requests: its units without a deadline, or with one ahead."""
    if cohort != settings.cohort:
        return
    ahead = [
        f"{unit} until {settings.deadlines[unit]}" for unit in settings.deadlines if settings.deadlines[unit] > now
    ]
    endless = [unit for unit in settings.units if unit not in settings.deadlines]
    still = [*sorted(ahead), *(f"{unit} without a deadline" for unit in sorted(endless))]
    if still:
        raise OperatorError(f"the cohort {cohort} is still open ({', '.join(still)}); --now reveals all the same")


def reveal(ledger: Ledger, judge: Judge, outbox: Outbox, cohort: str, now: str) -> int:
    """Put a reveal record for each grading of the cohort that has none into the outbox; return how many.

    Raises `OperatorError` for a cohort that nobody was graded in, and for a seed that is not the one of the record:
    then the keys are not those that graded.
    """
    if not any(grade.cohort == cohort for grade in ledger.grades.values()):
        known = sorted({grade.cohort for grade in ledger.grades.values()})
        raise OperatorError(f"nothing was graded in the cohort {cohort!r}; there are: {', '.join(known) or 'none'}")
    left = ledger.secret(cohort)
    for start in range(0, len(left), AT_ONCE):
        part = left[start : start + AT_ONCE]
        seeds = judge.secrets(tuple(grade.id for grade in part))
        for grade, seed in zip(part, seeds, strict=True):
            if not is_committed(bytes.fromhex(seed), grade.id, grade.seed_commitment):
                raise OperatorError(f"the keys are not those that graded {grade.id[:16]}: its seed does not fit")
            record = sealed_record(
                RevealRecord(
                    id=record_id("reveal", grade.request, grade.sealed_sha256, grade.id),
                    subject=grade.subject,
                    at=now,
                    grade=grade.id,
                    cohort=cohort,
                    seed=seed,
                )
            )
            outbox.add(record)
            ledger.add([record])
    return len(left)

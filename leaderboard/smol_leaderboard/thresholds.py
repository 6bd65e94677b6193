"""When a measured model counts for a certificate: the course's bounds, applied to a record. Pure, integers only.

Whose weights they are (`no_nonce`, the copies) is found before the measuring and stands in the record already; what the
numbers say is decided here, anew each time it is asked, because a course may change its bounds.
"""

from __future__ import annotations

from collections.abc import Collection

from smol_grade.course import Models

from .schema import EvaluationRecord, Gain

MILLION = 1_000_000
OVERFIT, NOT_BETTER, FLAGGED, REFERENCE = "overfit", "not_better_than_base", "flagged", "reference"
NOT_COMPARED = "base_not_measured"
DECIDED_HERE = (REFERENCE, FLAGGED, OVERFIT, NOT_COMPARED, NOT_BETTER)
PROVENANCE = ("no_nonce", "copy_of_base", "copy_of_public", "copy_of_submission", "untrained_adapter")
COUNTS_NOT = (*PROVENANCE, *DECIDED_HERE)
"""Each has a sentence `counts_not.CODE` and what to do, `counts_not.CODE_fix`, in both languages."""
COMPARED = "loss"
"""The task on which a model has to beat its base: the only one that tells sizes of 135M apart."""
PUBLIC, SECRET = "gsm8k", "heldout"
"""The overfit gap is the first minus the second."""
STANDARD_ERRORS = 2


def counts_not(
    record: EvaluationRecord, models: Models, base: EvaluationRecord | None, spoils: Collection[str] = ()
) -> tuple[str, ...]:
    """Return why a model does not count: what its record says of its origin, then what its numbers and flags say.

    `base` is the evaluation of the model that it was made from, None if there is none. `spoils` are the flags that
    keep a model from counting. Empty: it counts. A reference is nobody's work and never does, whatever it reached.
    """
    origin = tuple(code for code in record.counts_not if code not in DECIDED_HERE)
    if record.reference:
        return (*origin, REFERENCE)
    found = {
        FLAGGED: bool(set(record.flags) & set(spoils)),
        OVERFIT: is_overfit(record, models),
        NOT_COMPARED: not comparisons(record, base),
        NOT_BETTER: bool(comparisons(record, base)) and not beats(record, base),
    }
    return (*origin, *(code for code in found if found[code]))


def is_overfit(record: EvaluationRecord, models: Models) -> bool:
    """Return whether the overfit gap is above the course's bound by more than twice its standard error."""
    sure = record.overfit_gap - STANDARD_ERRORS * record.overfit_gap_stderr
    return has_gap(record) and sure > round(models.overfit_gap * MILLION)


def has_gap(record: EvaluationRecord) -> bool:
    """Return whether both tasks of the overfit gap were measured; the gap of any other record is 0 and says nothing."""
    return {PUBLIC, SECRET} <= {result.task for result in record.results}


def beats(record: EvaluationRecord, base: EvaluationRecord | None) -> bool:
    """Return whether the loss is lower than the base's by more than the comparison's interval."""
    return any(gain.low > 0 for gain in comparisons(record, base))


def comparisons(record: EvaluationRecord, base: EvaluationRecord | None) -> tuple[Gain, ...]:
    """Return the comparisons of the loss with the base's.

    One with another record than `base`, or with one of another protocol, says nothing.
    """
    if base is not None and base.protocol != record.protocol:
        return ()
    return tuple(gain for gain in record.gains if gain.task == COMPARED and (base is None or gain.base == base.id))

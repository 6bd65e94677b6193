"""`heldout`: problems like `gsm8k`'s that nobody has seen, drawn from a secret seed, asked in the same words.

Whoever learned the public answers by heart gains nothing here: `overfit_gap` is `gsm8k` minus `heldout`. The seed is
one for all models of a cohort: they are compared over the same problems. It is published when the cohort closes.
"""

from __future__ import annotations

from .benchmark import Row
from .gsm8k import GSM8K
from .word_problems import Problem, problems

COUNT = 200
PUBLIC_SEED = b"public: heldout"
"""For learners who measure themselves; the course's own seed is secret."""
EMBEDDED_SEED = b"public: gsm8k"
"""Of the problems that stand in for `gsm8k` where no data is at hand."""
HELDOUT = GSM8K._replace(name="heldout")


def public_rows(count: int = COUNT) -> list[Row]:
    """Return the problems that stand in for GSM8K's, as rows of its form."""
    return _rows(problems(EMBEDDED_SEED, count))


def rows(seed: bytes, count: int = COUNT) -> list[Row]:
    """Return problems of a seed as rows of GSM8K's form; none of them stands in the public set."""
    return _rows(problems(seed, count, {row["question"] for row in public_rows()}))


def _rows(made: list[Problem]) -> list[Row]:
    return [{"question": problem.question, "answer": problem.answer} for problem in made]

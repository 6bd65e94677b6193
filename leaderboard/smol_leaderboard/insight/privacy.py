"""Whom a number could single out. A number over fewer people than these is not told."""

from __future__ import annotations

FEW = 5
"""Learners; the smallest group of whom shares and medians are given."""


def is_few(learners: int) -> bool:
    """Return whether a group is so small that a number about it may be one about a person; an empty one is not."""
    return 0 < learners < FEW

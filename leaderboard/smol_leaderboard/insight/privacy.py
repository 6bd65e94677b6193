"""Whom a number could single out. A number over fewer people than these is not told."""

from __future__ import annotations

from collections.abc import Sequence

FEW = 5
"""Learners; the smallest group of whom shares and medians are given."""


def is_few(learners: int) -> bool:
    """Return whether a group is so small that a number about it may be one about a person; an empty one is not."""
    return 0 < learners < FEW


def withheld(parts: Sequence[int]) -> tuple[bool, ...]:
    """Return which parts of a number that may be known are not told: those of few learners.

    Where that is one alone, the smallest of the others goes with it: else the difference would tell it.
    """
    hidden = [is_few(part) for part in parts]
    others = [number for number, part in enumerate(parts) if part and not hidden[number]]
    if sum(hidden) == 1 and others:
        hidden[min(others, key=lambda number: parts[number])] = True
    return tuple(hidden)


def is_telling(part: int, of: int) -> bool:
    """Return whether a part of a known number says how many the few are, who belong to it or who do not."""
    return is_few(part) or is_few(of - part)

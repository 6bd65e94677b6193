"""What chance leaves to a function that draws honestly: bounds of counts, missed so rarely that nobody will see it."""

from __future__ import annotations

import functools
import itertools
import math

MISSED = 1e-11
"""Chance that one count of an honest function is out of bounds; a grading looks at a few dozen."""


@functools.cache
def bounds(share: float, draws: int, missed: float = MISSED) -> tuple[int, int]:
    """Return the least and the largest count that a binomial distribution leaves with at most this chance each.

    For up to 1000 draws: the binomial coefficients of more are beyond a float.
    """
    chances = [math.comb(draws, k) * share**k * (1 - share) ** (draws - k) for k in range(draws + 1)]
    below = list(itertools.accumulate(chances))
    above = list(itertools.accumulate(reversed(chances)))
    least = next(k for k, chance in enumerate(below) if chance > missed)
    most = draws - next(k for k, chance in enumerate(above) if chance > missed)
    return least, most

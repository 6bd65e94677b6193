"""The shares of all pairs as bars: where the cohort lies, and where the line is."""

from __future__ import annotations

import math
from typing import NamedTuple

WIDTH, HEIGHT = 600, 160
LOWEST = 3
"""Height of a bar of one pair."""


class Bar(NamedTuple):
    """One bar, in units of the picture."""

    x: float
    y: float
    width: float
    height: float
    begin: int
    """Of its shares, in percent."""
    end: int
    pairs: int
    is_above: bool
    """Whether its pairs reach the line."""


def bars(histogram: list[int], line: float) -> list[Bar]:
    """Return a bar for each range of shares that a pair has. Heights are logarithms: most pairs share nothing."""
    width = WIDTH / len(histogram)
    top = math.log1p(max(histogram, default=0)) or 1.0
    found = []
    for number, count in enumerate(histogram):
        if count:
            height = LOWEST + (HEIGHT - LOWEST) * math.log1p(count) / top
            begin, end = (round(100 * place / len(histogram)) for place in (number, number + 1))
            at = (round(number * width + 0.5, 1), round(HEIGHT - height, 1), round(width - 1, 1), round(height, 1))
            found.append(Bar(*at, begin, end, count, is_above=begin >= round(100 * line)))
    return found

"""Which exercises and checks stand out as hard, against the others of their unit.

Two things must agree: fewer pass at the first try than a fence below the other ones (J. W. Tukey 1977, on the scale of
log odds, so that 2 % and 5 % are not the same), the whole interval of the share included; and half of the learners need
more attempts than usual, the whole interval of the median included.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .outline import Item
from .passing import Figures, Median

ENOUGH = 20
"""Learners who tried it."""
PEERS = 4
"""Others of the unit that are needed to know what is usual."""
FENCE = 1.5
"""Ranges between quartiles below the lower quartile."""
LEAST_RANGE = 1.0
"""Log odds: exercises that are much alike do not make a slightly harder one stand out."""


@dataclass(frozen=True)
class Hard:
    """An exercise or check that stands out."""

    figures: Figures
    usual_share: float
    """Median share of the unit's others that passed at the first try."""
    usual_attempts: float
    """Median of the others' medians."""


def hard_exercises(figures: Iterable[Figures]) -> tuple[Hard, ...]:
    """Return the exercises that stand out, the hardest first."""
    return _standing_out(figures)


def hard_checks(figures: Iterable[Figures], exercises: Iterable[Hard]) -> tuple[Hard, ...]:
    """Return the checks that stand out, the hardest first. Those of an exercise that does are no news."""
    known = {hard.figures.item for hard in exercises}
    return tuple(hard for hard in _standing_out(figures) if hard.figures.item._replace(check="") not in known)


def _standing_out(figures: Iterable[Figures]) -> tuple[Hard, ...]:
    units: dict[str, list[Figures]] = {}
    for one in figures:
        if one.first is not None and one.learners >= ENOUGH and not one.bonus:
            units.setdefault(one.item.unit, []).append(one)
    found = []
    for peers in units.values():
        for one in peers:
            hard = _judged(one, [other for other in peers if other is not one])
            found += [hard] if hard is not None else []
    return tuple(sorted(found, key=_by_share))


def _by_share(hard: Hard) -> tuple[float, Item]:
    assert hard.figures.first is not None
    return hard.figures.first.value, hard.figures.item


def _judged(one: Figures, others: Sequence[Figures]) -> Hard | None:
    import numpy as np

    if len(others) < PEERS or one.first is None or one.attempts is None:
        return None
    odds = [_log_odds((other.first.n + 0.5) / (other.first.of + 1)) for other in others if other.first]
    lower, middle, upper = np.quantile(odds, [0.25, 0.5, 0.75])
    fence = lower - FENCE * max(upper - lower, LEAST_RANGE)
    usual = float(np.median([_or_never(other.attempts.value) for other in others if other.attempts]))
    if _log_odds(one.first.bounds[1]) >= fence or not _later(one.attempts, usual):
        return None
    return Hard(one, 1 / (1 + math.exp(-middle)), usual)


def _later(attempts: Median, usual: float) -> bool:
    return _or_never(attempts.low) > usual


def _or_never(attempts: float | None) -> float:
    return math.inf if attempts is None else attempts


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(share / (1 - share))

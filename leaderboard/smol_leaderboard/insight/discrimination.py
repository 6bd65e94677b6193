"""Does a check tell those who know from those who do not? Its correlation with the rest of the unit.

The corrected item-total correlation: point-biserial, of the check at the first try against the share of marks that the
learner has at first tries of the unit's *other* checks, so that no check is compared with itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .outline import Item, Outline
from .tries import Tries, spells_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH = 30
"""Learners who tried the check."""
EITHER = 5
"""Learners who passed at once, and who did not: of fewer the correlation says nothing."""
LOW = 0.1
"""Below this a check says next to nothing of the rest (R. L. Ebel, D. A. Frisbie 1991, call what is below 0.2 poor)."""
SURE = 0.99
"""Level of the interval that has to lie below: many checks are looked at."""


class Verdict(StrEnum):
    """What a correlation says of its check: it lies there with the whole of its interval of level `SURE`."""

    FINE = "fine"
    LOW = "low"
    NEGATIVE = "negative"


@dataclass(frozen=True)
class Discrimination:
    """A check's correlation with the rest of its unit."""

    item: Item
    learners: int
    value: float
    low: float
    high: float
    """Bounds of the 95 % interval, by Fisher's transformation."""
    surely_below: float
    """Upper bound of the interval of level `SURE`."""

    @property
    def verdict(self) -> Verdict:
        """What it says."""
        if self.surely_below < 0:
            return Verdict.NEGATIVE
        return Verdict.LOW if self.surely_below < LOW else Verdict.FINE


def discriminations_of(tries: Tries, outline: Outline) -> dict[Item, Discrimination]:
    """Return the correlation of every check of which there is enough, from tries of checks."""
    import numpy as np

    spells = spells_of(tries)
    units: dict[str, list[int]] = {}
    for number, item in enumerate(tries.items):
        units.setdefault(item.unit, []).append(number)
    found = {}
    for numbers in units.values():
        rows = slice(*np.searchsorted(spells.item, [numbers[0], numbers[-1] + 1]))
        learners, place = np.unique(spells.learner[rows], return_inverse=True)
        first = np.full((len(learners), len(numbers)), np.nan)
        first[place, spells.item[rows] - numbers[0]] = spells.first[rows]
        marks = np.zeros(len(numbers))
        marks[spells.item[rows] - numbers[0]] = tries.points[spells.start[rows]]
        counts = np.array([not outline.is_bonus(tries.items[number]) for number in numbers])
        for column, number in enumerate(numbers):
            one = _correlation(first, marks * counts, column)
            if one is not None:
                found[tries.items[number]] = Discrimination(tries.items[number], *one)
    return found


def _correlation(
    first: NDArray[np.float64], marks: NDArray[np.float64], column: int
) -> tuple[int, float, float, float, float] | None:
    """Return what `Discrimination` holds of one column of (learners, checks), None where there is too little.

    `first`: 1, 0, or NaN for what was not tried; `marks`: of each check, 0 for what counts in no sum.
    """
    import numpy as np
    from scipy.stats import pearsonr

    others = marks.copy()
    others[column] = 0
    most = (~np.isnan(first)) @ others
    tried = ~np.isnan(first[:, column]) & (most > 0)
    if tried.sum() < ENOUGH:
        return None
    check = first[tried, column]
    rest = np.nan_to_num(first[tried]) @ others / most[tried]
    if min(check.sum(), len(check) - check.sum()) < EITHER or np.ptp(rest) == 0:
        return None
    found = pearsonr(check, rest)  # of a 0/1 variable this is the point-biserial correlation
    low, high = found.confidence_interval()
    return len(check), float(found.statistic), float(low), float(high), float(found.confidence_interval(SURE).high)

"""How many pass each check and exercise, at once and in the end, after how many attempts, and after how long.

Who has not passed yet may do so: attempts and hours are survival times, censored where the tries end (E. L. Kaplan,
P. Meier 1958, JASA 53).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..evaluate.statistics import wilson
from .outline import Item, Outline
from .privacy import FEW, is_few
from .tries import Spells, Tries, spells_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Share(NamedTuple):
    """How many of how many learners."""

    n: int
    of: int

    @property
    def value(self) -> float:
        """From 0 to 1; of nobody it is 0."""
        return self.n / self.of if self.of else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Wilson's 95 % interval; of nobody everything is possible."""
        return wilson(self.value, self.of) if self.of else (0.0, 1.0)


class Median(NamedTuple):
    """When half of the learners have passed, with the bounds of its 95 % interval; None: later than anyone tried."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Figures:
    """What is known of one check or exercise."""

    item: Item
    learners: int
    """Who tried it."""
    bonus: bool
    first: Share | None = None
    """Who passed at the first try. This and all below is None where too few tried."""
    end: Share | None = None
    """Who passed at some try."""
    attempts: Median | None = None
    """Tries up to the pass."""
    hours: Median | None = None
    """From the learner's first submission of the unit to the one that passed: 0 for one that passed at once.

    None also where somebody's times are not known.
    """
    reached: tuple[float, ...] = ()
    """Estimated share that has passed after 1, 2, … attempts; exercises only.

    It ends at `FURTHEST`, or before where fewer than `FEW` learners made that attempt: of those nothing is known then.
    """


FURTHEST = 8
"""Attempts up to which the share is told that has passed."""


def figures_of(tries: Tries, outline: Outline) -> tuple[Figures, ...]:
    """Return the figures of every item, in the course's order."""
    import numpy as np

    spells = spells_of(tries)
    bounds = np.searchsorted(spells.item, np.arange(len(tries.items) + 1))
    return tuple(
        _figures(item, Spells._make(column[start:end] for column in spells), outline.is_bonus(item))
        for item, start, end in zip(tries.items, bounds[:-1], bounds[1:], strict=True)
    )


def _figures(item: Item, spells: Spells, bonus: bool) -> Figures:
    import numpy as np

    learners = len(spells.item)
    if is_few(learners) or not learners:
        return Figures(item, learners, bonus)
    attempts = _curve(spells.attempts, spells.ever)
    return Figures(
        item,
        learners,
        bonus,
        Share(int(spells.first.sum()), learners),
        Share(int(spells.ever.sum()), learners),
        _median(attempts),
        None if np.isnan(spells.hours).any() else _median(_curve(spells.hours, spells.ever)),
        () if item.check else _reached(attempts, spells.attempts),
    )


def _curve(times: NDArray[np.generic], passed: NDArray[np.bool_]) -> Any:
    """Return the survival function of times, censored where they did not end in a pass; None if none did."""
    from scipy.stats import CensoredData, ecdf

    if not passed.any():
        return None
    return ecdf(CensoredData(uncensored=times[passed], right=times[~passed])).sf


def _median(curve: Any) -> Median:
    if curve is None:
        return Median(None, None, None)
    import warnings

    with warnings.catch_warnings(action="ignore"):  # where nobody is left the variance is 0/0: there is no bound
        around = curve.confidence_interval(method="log-log")
    return Median(
        *(_half(curve.quantiles, one.probabilities) for one in (curve, around.low, around.high))
    )  # the lower curve is the sooner one


def _half(times: NDArray[np.generic], left: NDArray[np.float64]) -> float | None:
    """Return the first time at which at most half are left; None if there is none."""
    import numpy as np

    found = np.flatnonzero(left <= 0.5)
    return float(times[found[0]]) if len(found) else None


def _reached(curve: Any, attempts: NDArray[np.int32]) -> tuple[float, ...]:
    """Return the share after each attempt that enough learners made: who passed before, or stopped, did not."""
    import numpy as np

    told = [number for number in range(1, FURTHEST + 1) if int((attempts >= number).sum()) >= FEW]
    if curve is None:
        return (0.0,) * len(told)
    return tuple(round(1 - float(left), 6) for left in curve.evaluate(np.array(told)))


@dataclass(frozen=True)
class Step:
    """How many went on from one unit to the next."""

    unit: str
    submitted: int
    passed: Share | None
    """With full marks, of those who submitted; None where too few did, as below."""
    next_unit: str
    """Empty after the last one."""
    went_on: Share | None
    """Submitted the next unit, of those who submitted this one."""
    passed_next: Share | None
    """Of the same."""


def steps_of(units: Mapping[str, Mapping[int, bool]], outline: Outline) -> tuple[Step, ...]:
    """Return the steps from unit to unit. `units`: slug -> learner who submitted -> whether with full marks."""
    order = sorted(units, key=lambda slug: outline.order(Item(slug, "")))
    steps = []
    for slug, following in itertools.zip_longest(order, order[1:], fillvalue=""):
        here, there = units[slug], units.get(following, {})
        n = len(here)
        told = not is_few(n)
        passed = Share(sum(here.values()), n)
        went_on = Share(len(here.keys() & there.keys()), n)
        passed_next = Share(sum(there.get(learner, False) for learner in here), n)
        more = told and bool(following)
        steps.append(
            Step(slug, n, passed if told else None, following, went_on if more else None, passed_next if more else None)
        )
    return tuple(steps)

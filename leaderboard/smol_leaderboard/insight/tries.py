"""What learners tried, as columns: one row for each check, or each exercise, of each graded submission."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .outline import Item

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]
    Times = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Tries:
    """Rows sorted by item, learner and time. All arrays have one length; texts stand in lists and rows point there."""

    items: tuple[Item, ...]
    """In the course's order."""
    item: Numbers
    """Index in `items`."""
    learner: Numbers
    """From 0, in no order that means anything."""
    submission: Numbers
    """Index in `Gradings.submissions`."""
    hours: Times
    """Since the learner's first submission of the unit; NaN where that is not known."""
    passed: Flags
    points: Numbers
    """Full marks of the item."""
    hint: Numbers
    """Index in `Gradings.hints`; 0 is no hint. Of exercises always 0."""
    shape: Numbers
    """Index in `Gradings.shapes`: how it failed. Of exercises always 0."""

    def bounds(self) -> NDArray[np.int64]:
        """Return where each item's rows begin, and at the end their number."""
        import numpy as np

        return np.searchsorted(self.item, np.arange(len(self.items) + 1))


class Spells(NamedTuple):
    """Rows of `Tries` by item and learner: from the first try of an item to the pass, or to the last try without."""

    item: Numbers
    learner: Numbers
    start: Numbers
    """First row."""
    end: Numbers
    """Row after the last."""
    first: Flags
    """Whether the first try passed."""
    ever: Flags
    """Whether some try passed."""
    attempts: Numbers
    """Up to the pass, that one counted; without one, all: more would have been needed."""
    hours: Times
    """Until the pass; without one, until the last try."""


def spells_of(tries: Tries) -> Spells:
    """Return the spells of some tries, sorted by item and learner."""
    import numpy as np

    n = len(tries.item)
    if n == 0:
        none, no_time, no_flag = np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.bool_)
        return Spells(none, none, none, none, no_flag, no_flag, none, no_time)
    new = np.ones(n, np.bool_)
    new[1:] = (np.diff(tries.item) != 0) | (np.diff(tries.learner) != 0)
    start = np.flatnonzero(new).astype(np.int32)
    end = np.append(start[1:], n).astype(np.int32)
    at = np.minimum.reduceat(np.where(tries.passed, np.arange(n), n), start)
    ever = at < end
    last = np.where(ever, at, end - 1)
    return Spells(
        tries.item[start],
        tries.learner[start],
        start,
        end,
        tries.passed[start],
        ever,
        (last - start + 1).astype(np.int32),
        tries.hours[last],
    )

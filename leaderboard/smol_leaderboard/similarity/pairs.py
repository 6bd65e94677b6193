"""Which pairs of a cohort share more than chance explains.

Common ground counts for nothing: what the course has written, and what more than `common_above` of the learners have
written. What is left is each submission's own material. An inverted index over it (fingerprint to submissions) gives
the pairs that share any of it, so nobody is compared with everybody. Submissions of one learner are no pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

    from .fingerprints import Hashes

    Counts = np.ndarray[Any, np.dtype[np.int64]]

SHARE = 0.65
"""A flagged pair shares at least so much of the own material of each of the two. Chance reaches 0.5 among 200."""
ENOUGH = 50
"""Fingerprints that a flagged pair shares at least: own code of about 180 characters without names and spaces."""
ELSEWHERE = 15
"""So many of them at least lie outside the exercise in which the pair shares most: one exercise can be chance."""
ALONE = 100
"""Fingerprints that are enough also where (nearly) all lie in one exercise. Chance reaches 80 there."""
TRACE = 5
"""Fingerprints of an exercise that say that something of it is shared."""
AT_ONCE = 1_000_000
"""Pairs that are counted in one step."""
LARGEST_COHORT = 5_000
"""Submissions. What is counted of pairs takes about 20 bytes each: 500 MB."""


def common_above(size: int) -> int:
    """Return how many learners of a cohort may have written a passage that still counts: 1 in 10, and at least 3.

    A larger group with one source is not seen: what it shares is then what many write.
    """
    return max(3, size // 10)


class Printed(NamedTuple):
    """One submission's fingerprints for an exercise."""

    submission: int
    """Its place in the cohort."""
    every: Hashes
    kept: Hashes


class Pair(NamedTuple):
    """Two submissions, by their places in the cohort."""

    left: int
    right: int
    shared: int
    """Fingerprints that both have and that are no common ground."""
    share: float
    """How much of the own material of either that is: the smaller of the two."""
    exercises: int
    """From how many exercises more than a trace of it comes."""
    elsewhere: int
    """Those of the shared that lie outside the exercise in which the two share most."""

    @property
    def is_flagged(self) -> bool:
        """Whether a person should look at it."""
        return self.share >= SHARE and self.shared >= (ENOUGH if self.elsewhere >= ELSEWHERE else ALONE)


class Tally:
    """Counts, exercise by exercise, what is each submission's own and what each pair shares of it."""

    def __init__(self, learners: Sequence[int]) -> None:
        """`learners` says of each submission whose it is, as a number from 0."""
        import numpy as np

        size = len(learners)
        self._learners = np.array(learners, dtype=np.int64)
        self._common = common_above(len(set(learners)))
        self.own = np.zeros(size, dtype=np.int64)
        """[n] fingerprints of each submission that are no common ground."""
        self._shared = np.zeros((size, size), dtype=np.int32)
        self._most = np.zeros((size, size), dtype=np.int32)
        self._exercises = np.zeros((size, size), dtype=np.int16)

    def add(self, answers: list[Printed], course: Hashes) -> Hashes:
        """Add an exercise's answers; return its common ground. `course` is what the course has written."""
        import numpy as np

        if not answers:
            return course
        ground = np.union1d(course, self._written_by_many(answers))
        mine = [np.setdiff1d(one.kept, ground, assume_unique=True) for one in answers]
        sizes = [len(prints) for prints in mine]
        places = np.array([one.submission for one in answers])
        np.add.at(self.own, places, sizes)
        here = np.zeros_like(self._shared)
        for left, right in _together(np.concatenate(mine), np.repeat(places, sizes)):
            np.add.at(here, (left, right), 1)
        self._shared += here
        np.maximum(self._most, here, out=self._most)
        self._exercises += here >= TRACE
        return ground

    def _written_by_many(self, answers: list[Printed]) -> Hashes:
        """Return the fingerprints that more learners have than still count; each counts once, however often."""
        import numpy as np

        of_learner: dict[int, list[Hashes]] = {}
        for one in answers:
            of_learner.setdefault(int(self._learners[one.submission]), []).append(one.every)
        every = [found[0] if len(found) == 1 else np.unique(np.concatenate(found)) for found in of_learner.values()]
        hashes, counts = np.unique(np.concatenate(every), return_counts=True)
        return hashes[counts > self._common]

    def pairs(self, least: float) -> list[Pair]:
        """Return the pairs with at least this share, the largest first; ties in the order of the cohort."""
        import numpy as np

        shares = self.shares()
        left, right = np.nonzero(shares >= least)
        shared, elsewhere = self._shared[left, right], self._shared[left, right] - self._most[left, right]
        columns = (left, right, shared, shares[left, right], self._exercises[left, right], elsewhere)
        found = [Pair(*numbers) for numbers in zip(*(column.tolist() for column in columns), strict=True)]
        return sorted(found, key=lambda pair: (-pair.share, -pair.shared, pair.left, pair.right))

    def shares(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return [n, n] each pair's share above the diagonal, 0 to 1; -1 elsewhere and for two of one learner."""
        import numpy as np

        own = np.maximum(self.own, 1).astype(np.float32)
        shares = self._shared.astype(np.float32)
        shares /= np.maximum(own[:, None], own[None, :])
        shares[np.tri(len(own), dtype=np.bool_)] = -1
        shares[self._learners[:, None] == self._learners[None, :]] = -1
        return shares


def clusters(pairs: Iterable[Pair], learners: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the submissions whose learners flagged pairs connect, in groups, that of the most learners first."""
    flagged = list(pairs)
    group: dict[int, set[int]] = {}
    for pair in flagged:
        left, right = learners[pair.left], learners[pair.right]
        joined = group.get(left, {left}) | group.get(right, {right})
        group.update(dict.fromkeys(joined, joined))
    members: dict[tuple[int, ...], set[int]] = {}
    for one in (one for pair in flagged for one in (pair.left, pair.right)):
        members.setdefault(tuple(sorted(group[learners[one]])), set()).add(one)
    found = [(-len(people), tuple(sorted(those))) for people, those in members.items()]
    return [those for _, those in sorted(found)]


def _together(hashes: Hashes, who: Counts) -> Iterator[tuple[Counts, Counts]]:
    """Yield the pairs of submissions that have a fingerprint in common, once for each; the first is the smaller."""
    import numpy as np

    order = np.lexsort((who, hashes))
    hashes, who = hashes[order], who[order]
    begins = np.flatnonzero(np.concatenate([[len(hashes) > 0], hashes[1:] != hashes[:-1]]))
    sizes = np.diff(begins, append=len(hashes))
    for size in np.unique(sizes[sizes > 1]).tolist():
        left, right = np.triu_indices(size, 1)
        places = begins[sizes == size][:, None] + np.arange(size)
        step = max(1, AT_ONCE // len(left))
        for some in range(0, len(places), step):
            groups = who[places[some : some + step]]
            yield groups[:, left].ravel(), groups[:, right].ravel()

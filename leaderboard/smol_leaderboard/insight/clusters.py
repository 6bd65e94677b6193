"""Failures that no detector recognises, grouped by how the answers were wrong: one new hint would reach a whole group.

A submission's failures in one exercise are a set of (check, shape). Submissions with equal sets are one point, which
weighs as many learners as it has; points with much in common (Jaccard distance) are grouped by DBSCAN (M. Ester et al.
1996, KDD), which leaves alone what is like nothing else, needs no number of groups, and draws no random number.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .outline import Item, Recognised
from .privacy import FEW
from .reading import Gradings

NEAR = 0.4
"""Greatest distance of neighbours: of three failures two in common are near (1/3), one of two is not (1/2)."""
WORTH = 0.01
"""Share of an exercise's learners from which on a group is worth a hint of its own; `FEW` learners at the least."""
EXAMPLES = 5
CORE = 0.5
"""Share of a group's learners that a failure has to have to be told as the group's."""
ROWS = 500
"""Points whose distances to all others are in memory at once."""


class Failure(NamedTuple):
    """A check that failed, and how."""

    check: str
    shape: str
    hint: str
    """What was shown for it all the same: the check's fallback, or nothing."""
    sure: bool
    """Whether certainly no detector chose the hint."""


class Told(NamedTuple):
    """A failure of a group."""

    failure: Failure
    learners: int


@dataclass(frozen=True)
class Cluster:
    """Learners whose unrecognised failures of an exercise are alike."""

    item: Item
    """The exercise."""
    number: int
    """Within the exercise, from 1."""
    learners: int
    submissions: int
    failures: tuple[Told, ...]
    """What they have in common, the commonest first."""
    examples: tuple[str, ...]
    """Submissions to look at, the most typical first, each of another learner."""
    unsolved: int
    """Of the learners, who have not passed the exercise yet."""
    sure: bool
    """Whether something that they have in common was certainly not recognised."""
    worth: bool
    """Whether it has so many learners that a hint is worth while."""


class _Point(NamedTuple):
    """Submissions with the same failures."""

    failures: frozenset[Failure]
    submissions: tuple[int, ...]
    learners: frozenset[int]


def clusters_of(gradings: Gradings) -> tuple[Cluster, ...]:
    """Return the groups of all exercises, those worth a hint first, then by number of learners."""
    tried, solved = _exercises(gradings)
    found: list[Cluster] = []
    for exercise, failing in sorted(_unrecognised(gradings).items(), key=lambda pair: gradings.outline.order(pair[0])):
        points = _points(failing, gradings)
        people = (tried[exercise], solved[exercise])
        groups = [_united(exercise, group, gradings, *people) for group in _with_remains(list(_grouped(points)))]
        large = sorted(
            (group for group in groups if group.learners >= FEW), key=lambda one: (-one.learners, one.failures)
        )
        found += [replace(group, number=number) for number, group in enumerate(large, 1)]
    place = gradings.outline.order
    return tuple(
        sorted(found, key=lambda one: (not one.worth, not one.sure, -one.learners, place(one.item), one.number))
    )


def _exercises(gradings: Gradings) -> tuple[dict[Item, set[int]], dict[Item, set[int]]]:
    """Return who tried and who passed each exercise."""
    tries = gradings.exercises
    tried: dict[Item, set[int]] = {}
    solved: dict[Item, set[int]] = {}
    bounds = tries.bounds()
    for item, start, end in zip(tries.items, bounds[:-1], bounds[1:], strict=True):
        tried[item] = set(tries.learner[start:end].tolist())
        solved[item] = set(tries.learner[start:end][tries.passed[start:end]].tolist())
    return tried, solved


def _unrecognised(gradings: Gradings) -> Mapping[Item, Mapping[int, set[Failure]]]:
    """Return exercise -> submission -> what failed there and was not recognised."""
    import numpy as np

    tries, found = gradings.checks, defaultdict[Item, dict[int, set[Failure]]](dict)
    bounds = tries.bounds()
    for item, start, end in zip(tries.items, bounds[:-1], bounds[1:], strict=True):
        exercise = found[item._replace(check="")]
        kinds: dict[tuple[int, int], Failure | None] = {}
        for row in (start + np.flatnonzero(~tries.passed[start:end])).tolist():
            codes = (int(tries.hint[row]), int(tries.shape[row]))
            if codes not in kinds:
                kinds[codes] = _failure(gradings, item, *codes)
            failure = kinds[codes]
            if failure is not None:
                exercise.setdefault(int(tries.submission[row]), set()).add(failure)
    return found


def _failure(gradings: Gradings, item: Item, hint: int, shape: int) -> Failure | None:
    """Return a failure, None if a detector recognised it."""
    shown = gradings.hints[hint]
    recognised = gradings.outline.recognised(item, shown)
    if recognised is Recognised.YES:
        return None
    return Failure(item.check, gradings.shapes[shape], shown, recognised is Recognised.NO)


def _points(failing: Mapping[int, Iterable[Failure]], gradings: Gradings) -> list[_Point]:
    """Return the distinct sets of failures, in an order that depends on nothing but themselves."""
    alike = defaultdict[frozenset[Failure], list[int]](list)
    for submission, failures in failing.items():
        alike[frozenset(failures)].append(submission)
    learner_of = [one.learner for one in gradings.submissions]
    return [
        _Point(failures, tuple(sorted(which)), frozenset(learner_of[one] for one in which))
        for failures, which in sorted(alike.items(), key=lambda pair: sorted(pair[0]))
    ]


def _grouped(points: Sequence[_Point]) -> Iterator[list[_Point]]:
    """Yield the points of each group."""
    from sklearn.cluster import DBSCAN

    if not points:
        return
    weights = [len(point.learners) for point in points]
    labels = DBSCAN(eps=NEAR, min_samples=FEW, metric="precomputed").fit_predict(
        _distances(points), sample_weight=weights
    )
    groups: dict[int, list[_Point]] = {}
    for point, label in zip(points, labels.tolist(), strict=True):
        if label >= 0:
            groups.setdefault(label, []).append(point)
    yield from groups.values()


def _distances(points: Sequence[_Point]) -> Any:
    """Return the Jaccard distances between points that are near, as a sparse matrix; what is missing is far."""
    import numpy as np
    from scipy import sparse

    codes = {failure: number for number, failure in enumerate(sorted({one for point in points for one in point[0]}))}
    columns = [codes[failure] for point in points for failure in sorted(point.failures)]
    sizes = np.array([len(point.failures) for point in points])
    shape = (len(points), len(codes))
    has = sparse.csr_array((np.ones(len(columns), np.int32), columns, np.append(0, np.cumsum(sizes))), shape=shape)
    blocks = []
    for start in range(0, len(points), ROWS):
        common = (has[start : start + ROWS] @ has.T).tocoo()
        distance = 1 - common.data / (sizes[start + common.row] + sizes[common.col] - common.data)
        near = distance <= NEAR
        blocks.append((start + common.row[near], common.col[near], distance[near]))
    rows, cols, values = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return sparse.csr_matrix((values, (rows, cols)), shape=(len(points), len(points)))


def _united(exercise: Item, points: Sequence[_Point], gradings: Gradings, tried: set[int], solved: set[int]) -> Cluster:
    """Return the group that some points make."""
    learners = set().union(*(point.learners for point in points))
    told = _in_common(points)
    return Cluster(
        exercise,
        0,
        len(learners),
        sum(len(point.submissions) for point in points),
        told,
        tuple(_examples(points, gradings)),
        len(learners - solved),
        any(failure.sure for failure, _ in told),
        len(learners) >= max(FEW, math.ceil(WORTH * len(tried))),
    )


def _in_common(points: Sequence[_Point]) -> tuple[Told, ...]:
    """Return what most learners of some points have, the commonest first."""
    having = defaultdict[Failure, set[int]](set)
    for point in points:
        for failure in point.failures:
            having[failure] |= point.learners
    least = CORE * len(set().union(*(point.learners for point in points)))
    common = sorted((-len(people), failure) for failure, people in having.items() if len(people) >= least)
    return tuple(Told(failure, -count) for count, failure in common)


def _with_remains(groups: list[list[_Point]]) -> list[list[_Point]]:
    """Return the groups, those that are what is left of another one joined to it.

    Who mends one check after the other goes from {a, b, c} to {a}, which is not near any more.
    """
    kinds = [(frozenset(failure for failure, _ in _in_common(group)), group) for group in groups]
    whole: list[tuple[frozenset[Failure], list[_Point]]] = []
    for kind, group in sorted(kinds, key=lambda pair: -len(pair[0])):
        larger = next((points for other, points in whole if kind and kind <= other), None)
        if larger is None:
            whole.append((kind, group))
        else:
            larger += group
    return [group for _, group in whole]


def _examples(points: Sequence[_Point], gradings: Gradings) -> Iterator[str]:
    """Yield submissions of the points with the most learners, one a learner."""
    shown: set[int] = set()
    for point in sorted(points, key=lambda one: (-len(one.learners), sorted(one.failures))):
        for number in point.submissions:
            submission = gradings.submissions[number]
            if submission.learner not in shown and len(shown) < EXAMPLES:
                shown.add(submission.learner)
                yield submission.request

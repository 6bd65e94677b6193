"""Who is where: pure functions from results to rows. No file, no clock, and no order of arrival that matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..schema import Struct

OVERALL = "overall"
"""Stands for the sum over all units where a unit's slug would stand."""


class Key(NamedTuple):
    """Whose row it is: a learner, or one of the references that a subject runs."""

    subject: str
    reference: str
    """Empty for a learner."""


class Result(NamedTuple):
    """What ranking needs of a grade record. All results of one call belong to one `Key` and one unit."""

    id: str
    request: str
    points: int
    max_points: int
    received_at: str
    at: str
    supersedes: str
    model: str
    counts: bool
    """False for what is kept and shown, but decides nothing: a grading on a weak tier."""


class Standing(Struct, frozen=True, kw_only=True):
    """The best result of one learner in one unit."""

    points: int
    max_points: int
    reached: str
    """When the request that first had these points was received."""
    requests: int
    """Graded ones that count, superseded or not."""
    record: str
    model: str
    stale: bool = False
    """Made by older suites than the newest ones that the board knows, see `freshness`."""


class Row(Struct, frozen=True, kw_only=True):
    """One line of the board."""

    key: Key
    rank: int | None
    """None for a reference."""
    points: int
    reached: str
    cells: dict[str, tuple[int | None, Standing]]
    """Unit -> rank there, and the result."""


def replaced(results: Iterable[Result]) -> frozenset[str]:
    """Return the ids that no longer count: whatever a counting result supersedes, directly or along a chain.

    A grading that does not count takes nothing away, but a chain goes through it.
    """
    by_id = {result.id: result for result in results}
    gone: set[str] = set()
    for result in by_id.values():
        target = result.supersedes if result.counts else ""
        while target in by_id and target not in gone:
            gone.add(target)
            target = by_id[target].supersedes
    return frozenset(gone)


def standing(results: Sequence[Result]) -> Standing | None:
    """Return the best of one learner's results in one unit, None if none of them counts."""
    counting = [result for result in results if result.counts]
    gone = replaced(results) if any(result.supersedes for result in counting) else frozenset()
    left = [result for result in counting if result.id not in gone]
    if not left:
        return None
    best = min(left, key=lambda result: (-result.points, result.received_at, result.at, result.id))
    return Standing(
        points=best.points,
        max_points=best.max_points,
        reached=best.received_at,
        requests=len({result.request for result in counting}),
        record=best.id,
        model=best.model,
    )


def overall(standings: Iterable[Standing]) -> tuple[int, str]:
    """Return the sum of the points, and when it was complete: a result of 0 points does not move that moment."""
    found = list(standings)
    scoring = [one.reached for one in found if one.points]
    return sum(one.points for one in found), max(scoring) if scoring else min(one.reached for one in found)


def ranks(points: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Return the rank of each learner, 1-2-2-4 by points alone; references have none and take none."""
    found: dict[Key, int] = {}
    rank = count = 0
    before = -1
    for key, value in sorted(points, key=lambda item: -item[1]):
        if key.reference:
            continue
        count += 1
        if value != before:
            rank, before = count, value
        found[key] = rank
    return found


def board(standings: Mapping[Key, Mapping[str, Standing]], units: Iterable[str]) -> list[Row]:
    """Return the rows in order of display: most points, then who reached them first, then the subject."""
    sums = {key: overall(cells.values()) for key, cells in standings.items() if cells}
    places = ranks((key, points) for key, (points, _) in sums.items())
    within = {
        unit: ranks((key, cells[unit].points) for key, cells in standings.items() if unit in cells) for unit in units
    }
    rows = [
        Row(
            key=key,
            rank=places.get(key),
            points=points,
            reached=reached,
            cells={unit: (within[unit].get(key), standings[key][unit]) for unit in within if unit in standings[key]},
        )
        for key, (points, reached) in sums.items()
    ]
    return sorted(rows, key=lambda row: (-row.points, row.reached, row.key))

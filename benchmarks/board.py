"""What the board costs: ranking from the published Parquet, rebuilding after new records: `python board.py [RUNS]`.

The peers of the ranking are two queries that one would type into DuckDB: one that gives the right ranks where nothing
was ever tried on a weak tier, and one that even believes superseded results. Rebuilds are told in seconds, for three
numbers of records that are already there, with the same learners, units and records a day, so with the same board.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
from ratios import compare

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from leaderboard.sample_board import UNITS, cohort, grade, people, segments, settings

from smol_leaderboard import layout
from smol_leaderboard.board.query import places
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import AnyRecord, canonical
from smol_leaderboard.store.local import LocalStore

LEARNERS = 3_000
A_DAY = 5_000
"""Records that come in on one day."""
SIZES = (10_000, 100_000, 1_000_000)
NEW = 1_000
ROUNDS = 5
BATCH = 500
"""Records of a publish."""
BARE = """
with best as (
    select subject, unit, max(points) as points from read_parquet('{files}')
    where kind = 'grade' and tier = 1 and reference = '' {only}
        and id not in (select supersedes from read_parquet('{files}') where supersedes <> '')
    group by subject, unit)
select subject, sum(points), rank() over (order by sum(points) desc) from best group by subject order by 2 desc {limit}
"""
CARELESS = """
select subject, sum(points), rank() over (order by sum(points) desc)
from (select subject, unit, max(points) as points from read_parquet('{files}')
    where kind = 'grade' and tier = 1 and reference = '' {only} group by subject, unit)
group by subject order by 2 desc {limit}
"""


class Seconds(NamedTuple):
    """How long something took."""

    clock: float
    processor: float
    """Ours; what others did meanwhile is not in it."""


class Cost(NamedTuple):
    """Of one size."""

    records: int
    scratch: Seconds
    """Of the first rebuild."""
    incremental: Seconds
    """Of a rebuild after `NEW` more records, median."""
    idle: Seconds
    """Of a rebuild with nothing new, median: the size of the board."""
    changed: int
    """Files written by one rebuild, at most."""


def publish(store: LocalStore, records: Iterator[AnyRecord], number: int) -> None:
    """Publish so many records as one would, a segment for each batch, a hundred of them a commit."""
    left = itertools.islice(records, number)
    while batch := list(itertools.islice(left, 100 * BATCH)):
        files: dict[str, bytes | None] = {}
        for start in range(0, len(batch), BATCH):
            files |= segments(batch[start : start + BATCH])
        store.commit(files, "records")


def measure(folder: Path, size: int) -> Cost:
    """Fill a store, rebuild it, then again and again after more records."""
    folder.mkdir()
    store, state = LocalStore(folder), folder.with_name(f"{folder.name}-state")
    names = people({number: f"learner-{number}" for number in range(LEARNERS)})
    store.commit({layout.SETTINGS: canonical(settings()), **names}, "begin")
    total = size + 2 * ROUNDS * NEW
    later = cohort(LEARNERS, total // LEARNERS + 1, seed=size, days=total // A_DAY + 1)
    everybody = (grade(learner, unit, 1, request=10**6) for learner in range(LEARNERS) for unit in UNITS)
    records = itertools.chain(everybody, later)
    publish(store, records, size)
    scratch = both(lambda: rebuild(store, state))
    seconds, idle, changed = [], [], []
    for _ in range(ROUNDS):
        publish(store, records, NEW)
        seconds.append(both(lambda: changed.append(len(rebuild(store, state).changed))))
        idle.append(both(lambda: rebuild(store, state)))
    return Cost(size, scratch, median(seconds), median(idle), max(changed))


def both(work: Callable[[], object]) -> Seconds:
    """Return how long something takes."""
    begun, ours = time.perf_counter(), time.process_time()
    work()
    return Seconds(time.perf_counter() - begun, time.process_time() - ours)


def median(found: list[Seconds]) -> Seconds:
    """Return the medians."""
    return Seconds(*(statistics.median(values) for values in zip(*found, strict=True)))


def seconds_of(work: Callable[[], object]) -> float:
    """Return the seconds on the clock that something takes."""
    return both(work).clock


def bare(query: str, folder: Path, unit: str = "", top: int = 0) -> object:
    """Run a peer's query."""
    only, limit = f"and unit = '{unit}'" if unit else "", f"limit {top}" if top else ""
    files = folder / "board" / "records" / "*.parquet"
    with duckdb.connect() as db:
        return db.execute(query.format(files=files, only=only, limit=limit)).fetchall()


def compare_queries(folder: Path, runs: int) -> bool:
    """Compare our query with its peers: all ranks, and the first twenty of one unit."""
    once = {
        "ranking, ours": lambda: places(folder),
        "ranking, bare": lambda: bare(BARE, folder),
        "ranking, careless": lambda: bare(CARELESS, folder),
        "one unit, top 20, ours": lambda: places(folder, "instruction", 20),
        "one unit, top 20, bare": lambda: bare(BARE, folder, "instruction", 20),
        "one unit, top 20, careless": lambda: bare(CARELESS, folder, "instruction", 20),
    }
    promises = [
        ("ranking all records / bare DuckDB query", "ranking, ours", "ranking, bare", 3.0),
        ("one unit, top 20 / bare DuckDB query", "one unit, top 20, ours", "one unit, top 20, bare", 3.0),
    ]
    kept = compare({name: functools.partial(seconds_of, work) for name, work in once.items()}, promises, runs)
    ranks = {(row.subject, row.points): row.rank for row in places(folder) if not row.reference}
    assert ranks == {(subject, points): rank for subject, points, rank in bare(BARE, folder)}, "another answer"
    return kept


def main() -> None:
    """Measure rebuilds, then the queries over the largest board."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(f"{'':13} {'from scratch':^17} {f'{NEW} more':^17} {'none new':^17}")
        print(f"{'records there':13} {'clock processor ' * 3} files   (seconds)")
        for size in asked.sizes:
            cost = measure(folder / str(size), size)
            costs = " ".join(f"{one.clock:7.2f} {one.processor:9.2f}" for one in cost[1:4])
            print(f"{cost.records:13,} {costs} {cost.changed:5}", flush=True)
        print()
        kept = compare_queries(folder / str(asked.sizes[-1]), asked.runs)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()

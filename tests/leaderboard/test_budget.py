"""Commits are counted over programs and restarts, and no hour sees too many."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from smol_leaderboard.budget import Bucket


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_no_hour_sees_more_than_its_share(memory_folder: Path) -> None:
    """However the asking is spread; and a token comes within a minute or so, not at the end of the hour."""
    clock, draw = Clock(), random.Random(2)
    taken: list[float] = []
    longest = 0.0
    for _ in range(2000):
        wait = Bucket(memory_folder / "budget.json", clock=clock).take()
        if not wait:
            taken.append(clock.now)
        longest = max(longest, wait)
        clock.now += draw.choice([0, 0, 1, 5, 30, wait])
    assert all(later - earlier > 3600 for earlier, later in zip(taken, taken[60:], strict=False))
    assert len(taken) > 60
    assert longest <= 73


def test_an_idle_board_takes_some_at_once(memory_folder: Path) -> None:
    """Ten, then one every 72 seconds; who waits as long as told gets one."""
    clock = Clock()
    bucket = Bucket(memory_folder / "budget.json", clock=clock)
    assert [0.0] * 10 == [bucket.take() for _ in range(10)]
    assert 72 == pytest.approx(bucket.take())
    clock.now += bucket.take()
    assert 0 == bucket.take()


def test_who_was_asked_to_rest_rests(memory_folder: Path) -> None:
    """All programs that share the file do, also those that start later."""
    clock = Clock()
    Bucket(memory_folder / "budget.json", clock=clock).rest(600)
    Bucket(memory_folder / "budget.json", clock=clock).rest(5)
    assert 600 == Bucket(memory_folder / "budget.json", clock=clock).take()
    clock.now += 600
    assert 0 == Bucket(memory_folder / "budget.json", clock=clock).take()


def test_a_clock_that_was_set_back_stops_nothing(memory_folder: Path) -> None:
    """Commits of the future count as made now."""
    clock = Clock()
    bucket = Bucket(memory_folder / "budget.json", clock=clock)
    for _ in range(10):
        bucket.take()
    clock.now -= 500_000
    assert 0 < bucket.take() <= 3600


def test_tokens_are_not_given_twice(memory_folder: Path) -> None:
    """Of many who ask at the same moment, as many get one as there are."""
    clock = Clock()
    waits: list[float] = []

    def ask() -> None:
        waits.append(Bucket(memory_folder / "budget.json", clock=clock).take())

    threads = [threading.Thread(target=ask) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 10 == waits.count(0.0)


@pytest.mark.parametrize(("per_hour", "burst"), [(128, 10), (60, 60), (60, 0), (0, 0)])
def test_no_budget_is_beyond_the_hubs(per_hour: int, burst: int, memory_folder: Path) -> None:
    """128 an hour is the Hub's limit, for all writers together."""
    with pytest.raises(ValueError, match="does not hold"):
        Bucket(memory_folder / "budget.json", per_hour, burst)

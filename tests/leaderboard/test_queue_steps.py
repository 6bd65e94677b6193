"""Stopped before or after any single step that can be seen from outside, a pass is taken up by the next one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from smol_leaderboard.queue import Tally
from smol_leaderboard.schema import canonical
from smol_leaderboard.segments import list_segments, read_segment

from .desk import HALF, RIGHT, Court, Desk, request
from .test_queue import push

STEPS = {"store": ("commit",), "inbox": ("comment", "close"), "outbox": ("add", "add_person", "drop", "finish")}


class Stopped(BaseException):
    """The program ends here, without a chance to put anything in order."""


class Stop:
    """Lets a number of steps happen, and ends the program before or after the next one."""

    def __init__(self, step: int, *, after: bool) -> None:
        self.left = step
        self.after = after
        self.name = ""

    def watch(self, desk: Desk) -> None:
        """Count the steps of a desk's parts."""
        for part, names in STEPS.items():
            for name in names:
                setattr(getattr(desk, part), name, self._counted(getattr(getattr(desk, part), name), f"{part}.{name}"))

    def _counted(self, step: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(step)
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            mine = not self.left
            if mine and not self.after:
                self.name = name
                raise Stopped
            result = step(*args, **kwargs)
            if mine:
                self.name = name
                raise Stopped
            return result

        return counted


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A judge that grades for real."""
    made = Court(tmp_path_factory.mktemp("keys") / "keys.json")
    with made.judge:
        yield made


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_stopped_at_any_step_nothing_is_lost_and_nothing_done_twice(
    memory_folder: Path, court: Court, *, after: bool
) -> None:
    """Whichever step it was; afterwards ada pushes something better, which counts if nothing of hers was kept yet."""
    stopped_at = []
    for step in count(1):
        folder = memory_folder / f"{after} {step}"
        desk = Desk(folder, court=court)
        desk.submit("ada", 1, HALF)
        desk.drop("eve", "board/board.json", b"mine")
        stop = Stop(step, after=after)
        stop.watch(desk)
        try:
            desk.queue(batch=1).run()
        except Stopped:
            stopped_at.append(stop.name)
        else:
            break
        kept = bool(desk.records("request")) or any("RequestRecord" in repr(one) for one in desk.outbox.records())
        if not any(thread.open for thread in desk.inbox.threads("ada")):  # whoever was told finds it there
            assert [1] == [grade.points for grade in desk.records("grade")]
        again = Desk(folder, court=court)
        if any(open_.number == 1 for open_ in again.inbox.waiting()):
            better = request("ada", 3, RIGHT, court.keys.public_key)
            push(again, 1, f"requests/ada/{better.id}.json", canonical(better))
        again.queue().run()
        assert Tally() == again.queue().run()
        ids = [
            record.id
            for file in list_segments(again.store, again.store.head())[0]
            for record in read_segment(file.path, again.store.read(file.path) or b"").records
        ]
        assert 3 == len(ids) == len(set(ids))
        assert [1 if kept else 3] == [grade.points for grade in again.records("grade")]
        assert ["outside_folder"] == [failure.reason for failure in again.records("failure")]
        assert [] == list(again.inbox.waiting())
        closings = [
            text for said in [*again.said("ada"), *again.said("eve")] for text in said if "running" not in text[:30]
        ]
        assert 2 == len(closings)
        assert 2 == len(again.store.files("people/"))
        assert b'"name":"ada"' in (again.store.read("board/board.json") or b"")
    assert {"store.commit", "inbox.close", "inbox.comment", "outbox.add", "outbox.finish"} <= set(stopped_at)
    assert len(stopped_at) > 10

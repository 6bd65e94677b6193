"""The board in both stores, with what goes wrong on the way to the Hub, and with writers who do not wait for each other."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest
from fakehub import FakeHub, faults

from smol_leaderboard import layout, publish
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.errors import StoreError
from smol_leaderboard.schema import canonical
from smol_leaderboard.store import Store, open_store

from .conftest import BOARD, Backend
from .memory_store import MemoryStore
from .sample_board import grade, people, segments, settings

SOON = 0.01


def patience() -> publish.Waiting:
    """Waits as if time went a hundred times faster."""
    import time

    return publish.Waiting(attempts=60, sleep=lambda seconds: time.sleep(min(seconds / 100, SOON)))


def begun() -> dict[str, bytes]:
    made = [grade(n, points=n % 9, received=n * 40_000) for n in range(12)]
    return {layout.SETTINGS: canonical(settings()), **segments(made), **people({1: "ada"})}


def board_of(store: Store) -> dict[str, bytes | None]:
    head = store.head()
    return {file.path: store.read(file.path, head) for file in store.files("board/", head)}


def of_the_same(store: Store) -> dict[str, bytes]:
    """Return the board of a store in memory with the same records."""
    head = store.head()
    fresh = MemoryStore(
        {
            file.path: store.read(file.path, head) or b""
            for file in store.files("", head)
            if file.path.startswith(("records/", "people/", layout.SETTINGS))
        }
    )
    rebuild(fresh)
    return {path: data for path, data in fresh.board().items() if path.startswith("board/")}


def test_both_stores_hold_the_same_board(backend: Backend, tmp_path: Path) -> None:
    """Byte for byte; a record more changes a handful of files, in one commit; nothing new makes none."""
    store = backend.store()
    store.commit(begun(), "begin")
    rebuild(store, tmp_path / "state")
    assert of_the_same(store) == board_of(backend.store())
    head = store.head()
    again = rebuild(backend.store(), tmp_path / "state")
    assert (head, ()) == (again.revision, again.changed)
    store.commit(dict(segments([grade(50, points=3)])), "one more")
    done = rebuild(backend.store(), tmp_path / "state")
    assert 10 > len(done.changed)
    assert of_the_same(store) == board_of(backend.store())


@pytest.mark.parametrize("fault", [faults.MOVED, faults.BUSY, faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
def test_a_commit_that_fails_or_only_seems_to_is_made_once(board_hub: FakeHub, fault: faults.Fault) -> None:
    """Somebody else was first, the Hub was busy, an error, an error that hid the commit."""
    store = open_store(BOARD, token=board_hub.token("course"))
    store.commit(begun(), "begin")
    before = len(board_hub.api("course").list_repo_commits(BOARD, repo_type="dataset"))
    board_hub.faults.add(fault, "commit")
    rebuild(store, patience=patience())
    assert of_the_same(store) == board_of(open_store(BOARD))
    assert before + 1 == len(board_hub.api("course").list_repo_commits(BOARD, repo_type="dataset"))


def test_rebuilds_and_publishes_that_race_leave_the_right_board(backend: Backend, tmp_path: Path) -> None:
    """Three rebuilders with states of their own and two publishers, none of whom waits for another."""
    backend.store().commit(begun(), "begin")
    broken: list[BaseException] = []

    def run(number: int) -> None:
        draw, store = random.Random(number), backend.store()
        try:
            for step in range(4):
                if number < 2:
                    made = grade(draw.randrange(30), points=draw.randrange(40), request=100 * number + step)
                    _commit(store, segments([made]))
                else:
                    rebuild(store, tmp_path / f"state-{number}", patience=patience())
        except BaseException as error:  # noqa: BLE001 told below
            broken.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == broken
    store = backend.store()
    rebuild(store, tmp_path / "state-2", patience=patience())
    assert of_the_same(store) == board_of(store)


def _commit(store: Store, files: dict[str, bytes]) -> None:
    for _ in range(100):
        try:
            store.commit(files, "records")
        except StoreError:
            continue
        return
    raise AssertionError("the store took no commit")

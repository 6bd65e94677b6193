"""A rebuild may be killed at any instruction: readers see one whole board, the next rebuild makes the right one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smol_leaderboard import layout
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.board.tables import sha256
from smol_leaderboard.schema import canonical
from smol_leaderboard.store import Store
from smol_leaderboard.store.local import LocalStore

from .killing import FULL, kill_at_random
from .memory_store import MemoryStore
from .sample_board import settings

PROGRAM = Path(__file__).parent / "programs" / "rebuilds.py"
KILLS = 1_000 if FULL else 8
LONGEST_S = 0.4
"""Two or three rebuilds, on a machine that has nothing else to do."""
LOOK_AFTER = 20 if FULL else 4
"""Kills between two looks at the board."""


def contents(store: Store, under: str) -> dict[str, bytes]:
    head = store.head()
    return {file.path: store.read(file.path, head) or b"" for file in store.files(under, head)}


def from_scratch(store: Store) -> dict[str, bytes]:
    """Return the board that a store which knows nothing makes of the same records and people."""
    fresh = MemoryStore(
        {path: data for path, data in contents(store, "").items() if not path.startswith(("board/", "README.md"))}
    )
    rebuild(fresh)
    return fresh.board()


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_killed_rebuilds_leave_the_board_of_one_from_scratch(memory_folder: Path) -> None:
    """1,000 kills in full: each board on the way is whole, each one after a further rebuild is byte for byte right."""
    folder, state = memory_folder / "board", memory_folder / "state"
    folder.mkdir()
    store = LocalStore(folder)
    store.commit({layout.SETTINGS: canonical(settings())}, "begin")
    killed = seen = 0
    while killed < KILLS:
        arguments = [str(folder), str(state), str(10_000 * (killed + 1))]
        killed += kill_at_random(PROGRAM, arguments, kills=LOOK_AFTER, longest=LONGEST_S, seed=killed).kills
        reader = LocalStore(folder)
        found = contents(reader, "board/")
        if found:
            index = json.loads(found.pop("board/index.json"))
            assert index["files"] == {path: sha256(data) for path, data in found.items()}
            seen += index["records"]
        rebuild(LocalStore(folder), state)
        after = LocalStore(folder)
        assert from_scratch(after) == contents(after, "board/") | {"README.md": after.read("README.md") or b""}
    assert seen

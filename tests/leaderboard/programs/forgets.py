"""Forgets a person on the board of a folder, then does nothing until it is killed. For `killing`."""

import sys
import time
from pathlib import Path

import pyarrow.parquet  # noqa: F401 what takes long to import is not what is to be killed

sys.path.insert(0, str(Path(__file__).parents[2]))
from leaderboard.leaving import CANARY, Crowd, ids

from smol_leaderboard import withdrawing
from smol_leaderboard.store import open_store
from smol_leaderboard.store.local_inbox import LocalInbox


def finish(crowd: Crowd) -> None:
    """Forget whom a killed program was forgetting, or begin."""
    leaving = withdrawing.pending(crowd.office)
    if leaving is None:
        found = withdrawing.find(crowd.desk, crowd.keys, crowd.subjects[CANARY])
        leaving = withdrawing.begin(crowd.desk, crowd.keys, found, CANARY, revoke=False)
    withdrawing.carry_out(crowd.desk, leaving)


def work(arguments: list[str], number: int) -> None:
    """Forget, and wait for the kill."""
    folder = Path(arguments[0])
    store = open_store(str(folder / "board"))
    finish(Crowd(folder, store, LocalInbox(folder / "board"), ids(None)))
    time.sleep(60)

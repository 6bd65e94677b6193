"""Issues certificates over and over to those who are new; is killed. Arguments: board, key file, records a round."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from leaderboard.credentials import earned
from leaderboard.issued import certify, person

from smol_leaderboard import issuing
from smol_leaderboard.issuer import IssuerKey
from smol_leaderboard.segments import write_segments
from smol_leaderboard.store.local import LocalStore

issuing.BATCH = 2


def work(arguments: list[str], number: int) -> None:
    """Let a few more learners earn one, and give everybody theirs, again and again."""
    folder, key = Path(arguments[0]), IssuerKey(Path(arguments[1]).read_bytes())
    store = LocalStore(folder)
    store.recover()
    for turn in range(100):
        learner = 1_000 * (number + 1) + 3 * turn
        for one in range(learner, learner + 3):
            store.commit({**person(one), **write_segments(earned(one))}, "one more")
        certify(store, key)

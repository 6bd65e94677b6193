"""Publishes a few records and rebuilds the board, again and again; sometimes its state is deleted first. For `killing`."""

import random
import shutil
import sys
from pathlib import Path

import pyarrow.parquet  # noqa: F401 what takes long to import is not what is to be killed

sys.path.insert(0, str(Path(__file__).parents[2]))
from leaderboard.sample_board import UNITS, grade, people, segments

from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.store import open_store

folder, state, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) + int(sys.argv[4])
draw = random.Random(seed)
store = open_store(str(folder))
sys.stdout.write("ready\n")
sys.stdout.flush()
for number in range(1_000_000):
    received = draw.randrange(5 * 86_400)
    made = []
    for _ in range(3):
        learner, unit = draw.randrange(20), draw.choice(sorted(UNITS))
        one = grade(learner, unit, draw.randrange(20), request=1000 * seed + number, received=received)
        again = grade(
            learner, unit, draw.randrange(20), request=1000 * seed + number, received=received, at=received + 4000,
            supersedes=one.id, suite="later+000000000000",
        )  # fmt: skip
        made += [one, again] if draw.random() < 0.3 else [one]
    names = people({draw.randrange(20): f"name-{draw.randrange(100)}"})
    store.commit({**segments(made), **names}, "some records")
    if draw.random() < 0.1:
        shutil.rmtree(state, ignore_errors=True)
    rebuild(store, state)

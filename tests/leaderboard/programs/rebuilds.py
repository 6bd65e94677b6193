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


def work(arguments: list[str], number: int) -> None:
    """Publish and rebuild until killed. The third argument makes the records of each call of `killing` new ones."""
    folder, state, first = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    child = first + number
    draw = random.Random(child)
    store = open_store(str(folder))
    for turn in range(1_000_000):
        request, received, made = 1000 * child + turn, draw.randrange(5 * 86_400), []
        for _ in range(3):
            learner, unit = draw.randrange(20), draw.choice(sorted(UNITS))
            one = grade(learner, unit, draw.randrange(20), request=request, received=received)
            made.append(one)
            if draw.random() < 0.3:
                later = {"at": received + 4000, "supersedes": one.id, "suite": "later+000000000000"}
                made.append(grade(learner, unit, draw.randrange(20), request=request, received=received, **later))
        names = people({draw.randrange(20): f"name-{draw.randrange(100)}"})
        store.commit({**segments(made), **names}, "some records")
        if draw.random() < 0.1:
            shutil.rmtree(state, ignore_errors=True)
        rebuild(store, state)

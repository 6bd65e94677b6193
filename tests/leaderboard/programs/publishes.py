"""Puts records into an outbox and publishes them, again and again. For `killing`.

`publishes.py BOARD OUTBOX LEDGER`: the ledger names every record that the outbox has taken, after it did.
"""

import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from leaderboard.making import failure, graded, person

from smol_leaderboard.outbox import Outbox
from smol_leaderboard.publish import Waiting, publish
from smol_leaderboard.store import open_store

if "HF_ENDPOINT" in os.environ:
    from huggingface_hub import HfApi, hf_hub_download  # noqa: F401 - loaded before the forks


def work(arguments: list[str], number: int) -> None:
    """Publish until killed."""
    board, folder, ledger = arguments
    store = open_store(board, token=os.environ.get("HF_TOKEN", ""))
    outbox = Outbox(Path(folder))
    draw = random.Random(number)
    waiting = Waiting(attempts=60, sleep=lambda seconds: None, draw=draw, patience_s=1e9)
    publish(store, outbox, waiting=waiting)
    for turn in range(1_000_000):
        for part in range(draw.randrange(1, 4)):
            name = f"{number}-{turn}-{part}"
            outbox.add(graded(name) if part % 2 else failure(name))
            with open(ledger, "a", encoding="utf-8") as file:
                file.write(f"{name} {part % 2}\n")
        people = [person(f"{number}-{turn}-0")] if turn % 3 == 0 else []
        publish(store, outbox, people=people, waiting=waiting)

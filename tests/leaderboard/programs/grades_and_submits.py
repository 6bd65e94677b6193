"""A few requests come in, then the operator goes over all that are open: killed anywhere, taken up by the next one."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
from leaderboard.desk import HALF, RIGHT, Court, Desk

EACH = 6


def work(arguments: list[str], number: int) -> None:
    """Submit six requests, one of which is none, and grade what is open, three at a time."""
    court = Court(Path(arguments[0]) / "keys.json")
    desk = Desk(Path(arguments[0]), court=court)
    for one in range(number * EACH, number * EACH + EACH):
        if one % EACH == 5:
            desk.drop(f"user{one}", "README.md", b"mine")
        else:
            desk.submit(f"user{one}", one, RIGHT if one % 2 else HALF)
    with court.judge:
        desk.queue(batch=3).run()

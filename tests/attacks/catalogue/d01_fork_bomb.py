# attack: starts 400 processes that go on after the check
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout memory processes
# control: survived

import contextlib
import os
import time

PROCESSES = 400
LIVE_S = 120


def attack(*args, **kwargs):
    for _ in range(PROCESSES):
        with contextlib.suppress(OSError):
            if os.fork() == 0:
                time.sleep(LIVE_S)
                os._exit(0)
    return {"messages": [], "text": ""}

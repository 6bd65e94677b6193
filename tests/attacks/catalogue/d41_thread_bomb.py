# attack: starts two thousand threads, which no limit of processes counts unless it counts tasks
# group: d
# targets: text tensor trainer
# ends: wrong error memory crashed timeout
# control: none: the threads go with the process that runs the control

import contextlib
import threading
import time

THREADS = 2000
STACK = 256 * 1024
LIVE_S = 60


def attack(*args, **kwargs):
    threading.stack_size(STACK)
    with contextlib.suppress(RuntimeError, MemoryError):
        for _ in range(THREADS):
            threading.Thread(target=time.sleep, args=(LIVE_S,), daemon=True).start()
    return {"messages": [], "text": ""}

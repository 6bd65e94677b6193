# attack: returns, and when it should end hangs: in exit handlers, in a thread that nobody may leave behind
# group: d
# targets: text tensor trainer
# ends: wrong error
# control: none: the run that tries it would hang with it

import atexit
import threading
import time

LIVE_S = 120


class _Clings:
    """Hangs when the interpreter clears it away."""

    def __init__(self, sleep=time.sleep):
        self._sleep = sleep  # `time` is gone by then

    def __del__(self):
        self._sleep(LIVE_S)


clings = _Clings()


def attack(*args, **kwargs):
    atexit.register(time.sleep, LIVE_S)
    threading.Thread(target=time.sleep, args=(LIVE_S,), daemon=False).start()
    return {"messages": [], "text": ""}

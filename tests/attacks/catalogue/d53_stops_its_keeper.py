# attack: stops, then kills, the process that started it, so that nobody is left to end the check or begin the next
# group: d
# targets: text tensor trainer
# ends: wrong error crashed timeout
# control: none: it would stop the process that runs the control

import contextlib
import os
import signal
import time


def _is_keeper(pid):
    """Return whether a process is one that starts workers: nobody else is stopped."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"smol_grade" in file.read()


def attack(*args, **kwargs):
    keeper = os.getppid()
    with contextlib.suppress(OSError):
        if keeper > 0 and _is_keeper(keeper):
            os.kill(keeper, signal.SIGSTOP)
            time.sleep(2)
            os.kill(keeper, signal.SIGCONT)
            os.kill(keeper, signal.SIGKILL)
    return {"messages": [], "text": ""}

# attack: ignores every signal, and leaves a daemon in a session of its own that does too
# group: d
# targets: text tensor trainer
# ends: timeout wrong error crashed processes
# control: survived

import contextlib
import os
import signal
import time

LIVE_S = 300


def _ignore_all():
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)


def _daemon():
    """Fork twice: the grandchild has neither parent, session nor terminal in common with the worker."""
    with contextlib.suppress(OSError):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(LIVE_S)
            os._exit(0)


def attack(*args, **kwargs):
    _ignore_all()
    _daemon()
    time.sleep(LIVE_S)

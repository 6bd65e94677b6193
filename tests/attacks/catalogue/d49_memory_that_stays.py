# attack: leaves shared memory behind, of the old and of the new kind, which lives on without any process
# group: d
# targets: text tensor trainer
# ends: wrong error crashed memory
# control: filled

import contextlib
import ctypes
import os

KEY = 0x5305
SIZE = 64 * 2**20
IPC_CREAT = 0o1000
FOLDERS = ("/dev/shm", "/dev/mqueue")


def _segment():
    """Make a System V segment; the same key each time, so that runs outside a sandbox leave only one."""
    libc = ctypes.CDLL(None)
    libc.shmat.restype = ctypes.c_void_p
    number = libc.shmget(KEY, ctypes.c_size_t(SIZE), IPC_CREAT | 0o600)
    if number >= 0 and (place := libc.shmat(number, None, 0)) not in (None, ctypes.c_void_p(-1).value):
        ctypes.memset(place, 1, SIZE)


def _file(path):
    with contextlib.suppress(OSError), open(path, "wb") as file:
        file.write(b"\x01" * SIZE)


def attack(*args, **kwargs):
    _segment()
    for folder in (*FOLDERS, OUTSIDE):  # noqa: F821 - the runner defines it
        _file(os.path.join(folder, "stays"))
    return {"messages": [], "text": ""}

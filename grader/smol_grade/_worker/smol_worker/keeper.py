"""The keeper: makes namespaces for sessions, in processes that are small.

A fork copies the page tables of whoever is forked, and those of a zygote with its libraries cost more than all else
that a session needs. So the keeper is forked before the libraries are imported, and forks each session's supervisor and
init; only the worker is forked from the zygote. It runs no learner code, and ends with the zygote.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket

from . import kernel
from .rooms import Rooms


class Keeper:
    """The zygote's side."""

    def __init__(self, rooms: Rooms) -> None:
        """Fork it. Call before anything large is imported."""
        self._asking, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pid = os.fork()
        if self._pid == 0:
            _keep(rooms, asked)
        asked.close()

    def supervisor(self) -> socket.socket:
        """Have a supervisor begin; return the link to it. Raises `OSError` when the keeper is gone."""
        link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self._asking, [b"s"], [theirs.fileno()])
            except OSError:
                link.close()
                raise
        return link

    def close(self) -> None:
        """Wait until every supervisor is gone; they must have been told to end."""
        self._asking.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _keep(rooms: Rooms, asked: socket.socket) -> None:
    """As the keeper: fork a supervisor for whoever asks, until the zygote lets go. Never returns."""
    try:
        kernel.die_with_parent(os.getppid())
        kernel.close_all_but(asked.fileno(), *rooms.descriptors)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a supervisor ended
        while True:
            message, descriptors, _, _ = socket.recv_fds(asked, 16, 1)
            if not message:
                break
            link = socket.socket(fileno=descriptors[0])
            try:
                if os.fork() == 0:
                    asked.close()
                    _supervise(rooms, link)
            except OSError as error:
                _tell(link, error)
            link.close()
        os.waitpid(-1, 0)  # for all of them, where nobody asks
    finally:
        os._exit(0)


def _supervise(rooms: Rooms, link: socket.socket) -> None:
    """As a supervisor: run a session. Never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        rooms.supervisor(link).run()
    except BaseException as error:
        _tell(link, error)
    finally:
        os._exit(0)


def _tell(link: socket.socket, error: BaseException) -> None:
    with contextlib.suppress(OSError):
        link.send(json.dumps({"error": f"{type(error).__name__}: {error}"[:400]}).encode())

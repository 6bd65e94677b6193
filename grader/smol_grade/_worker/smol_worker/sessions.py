"""The zygote's side of a session: it is forked ahead, handed over to the judge, and ended."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any

from . import assets, kernel, limits, memory
from .cgroup import Group
from .keeper import Keeper
from .private_root import WORKER
from .rooms import Rooms
from .serve import Server, descriptor
from .supervisor import SPACES, do

CHANNEL = 3
READY_WITHIN_S = 10.0
LAST_WORDS_S = 0.25
"""How long a worker that has closed its channel may take to be gone."""
GONE_WITHIN_S = 10.0
LEAVING: list[int] = []
"""Supervisors of sessions that are over, which delete what is left of them."""
MOST_LEAVING = 8
LOOK_EVERY_S = 0.005


class Session:
    """The processes of one session, forked ahead: they wait for it, and have seen no learner code."""

    def __init__(self, rooms: Rooms, link: socket.socket) -> None:
        self._rooms = rooms
        self._link = link
        self._orders, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._handle = -1

    def begin(self, descriptors: list[int], bounds: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Hand over the session's channel, its output pipe and its limits; return what it is reached by.

        Raises `OSError` when its processes could not be made.
        """
        answer, handles = self._made()
        self._handle = handles[0]
        with self._orders:
            told = json.dumps(self._rooms.bounds(bounds)).encode()
            socket.send_fds(self._orders, [told], descriptors)
        self._link.send(json.dumps({"memory_mb": bounds["memory_mb"]}).encode())
        return answer, handles

    def share(self, asset: dict[str, Any]) -> None:
        """Have the worker that waits prepare what it was forked without. Raises `OSError` when it is gone."""
        self._orders.send(json.dumps(asset).encode())

    def _made(self) -> tuple[dict[str, Any], list[int]]:
        """Return what the judge is told of the session, and a handle of its first process and its scratch folder."""
        raise NotImplementedError

    def end(self, *, closed: bool) -> dict[str, Any]:
        """End every process of the session; return how its worker ended. `closed`: it has closed its channel itself.

        What is left is its supervisor, which may still be deleting a folder: `LEAVING`.
        """
        self._orders.close()
        ended: dict[str, Any] = {}
        try:
            ended = self._ended(closed=closed)
        except OSError:  # the supervisor is gone, and with it its session
            pass
        finally:
            self._leave(at_once=not ended)
            self._link.close()
            if self._handle >= 0:
                os.close(self._handle)
        return ended

    def _ended(self, *, closed: bool) -> dict[str, Any]:
        raise NotImplementedError

    def _leave(self, *, at_once: bool) -> None:
        """Let go of the supervisor; kill one that has not said its last words."""
        raise NotImplementedError

    def _heard(self, within_s: float) -> tuple[dict[str, Any], list[int]]:
        """Return the supervisor's next words, and what came with them; none when it is gone."""
        self._link.settimeout(within_s)
        for _ in range(2):
            with contextlib.suppress(ConnectionResetError):  # once, where it ended before it read our order
                message, handles, _, _ = socket.recv_fds(self._link, 4096, len(SPACES) + 3)
                return (json.loads(message) if message else {}), handles
        return {}, []

    def _last_words(self, within_s: float) -> dict[str, Any]:
        while True:
            words, handles = self._heard(within_s)
            for handle in handles:
                os.close(handle)
            if not words or "cause" in words or "error" in words:
                return words

    def _tell_to_end(self) -> None:
        with contextlib.suppress(OSError):  # it has just ended by itself: its last words are still there
            self._link.send(b"{}")


class Forked(Session):
    """Without namespaces: the supervisor is forked from the zygote, and the worker from the supervisor."""

    def __init__(self, rooms: Rooms, shared: dict[str, Any]) -> None:
        mine, link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(rooms, mine)
        self._pid = os.fork()
        if self._pid == 0:
            _supervise(rooms, link, self._theirs, shared)
        link.close()
        self._theirs.close()

    def _made(self) -> tuple[dict[str, Any], list[int]]:
        answer, handles = self._heard(READY_WITHIN_S)
        if "error" in answer or not handles:
            raise OSError(answer.get("error", "the supervisor is gone"))
        return answer, handles

    def _ended(self, *, closed: bool) -> dict[str, Any]:
        if closed:
            with contextlib.suppress(TimeoutError):
                return self._last_words(LAST_WORDS_S)
        self._tell_to_end()
        return self._last_words(GONE_WITHIN_S)

    def _leave(self, *, at_once: bool) -> None:
        if at_once:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        LEAVING.append(self._pid)
        await_leaving(MOST_LEAVING)


class Entered(Session):
    """In namespaces, which the keeper's children have made: the worker is forked from the zygote and enters them."""

    def __init__(self, rooms: Rooms, keeper: Keeper, shared: dict[str, Any]) -> None:
        super().__init__(rooms, keeper.supervisor())
        self._problem: OSError | None = None
        self._reached: list[int] = []
        self._supervisor = self._worker = -1
        """Handles of these processes."""
        self._pid = 0
        try:
            self._answer, handles = self._heard(READY_WITHIN_S)
            if "error" in self._answer or len(handles) < len(SPACES):
                raise OSError(self._answer.get("error", "the supervisor is gone"))
            self._reached, self._supervisor, spaces = handles[:2], handles[2], handles[3:]
            self._enter(spaces, shared)
        except OSError as error:
            self._problem = error
        self._theirs.close()

    def _enter(self, spaces: list[int], shared: dict[str, Any]) -> None:
        inherited = memory.inherited()
        own = os.open("/proc/self/ns/pid", os.O_RDONLY)
        try:
            kernel.setns(spaces[SPACES.index("pid")])
            try:
                self._pid = os.fork()
                if self._pid == 0:
                    _enter(self._rooms, self._answer, spaces, self._theirs, shared)
            finally:
                kernel.setns(own)
        finally:
            for number in (own, *spaces):
                os.close(number)
        self._worker = os.pidfd_open(self._pid)
        socket.send_fds(self._link, [json.dumps({"inherited": inherited}).encode()], [self._worker])

    def _made(self) -> tuple[dict[str, Any], list[int]]:
        if self._problem is not None:
            raise self._problem
        reached, self._reached = self._reached, []
        return {}, reached

    def _ended(self, *, closed: bool) -> dict[str, Any]:
        status = None
        if self._pid:
            by_itself = _is_over(self._worker, LAST_WORDS_S if closed else 0)
            self._tell_to_end()
            if not _is_over(self._worker, GONE_WITHIN_S):
                signal.pidfd_send_signal(self._worker, signal.SIGKILL)
            _, how = os.waitpid(self._pid, 0)  # until then its namespace is not empty
            self._pid = 0
            status = how if by_itself else None
        else:
            self._tell_to_end()
        words = self._last_words(GONE_WITHIN_S)
        return words | {"status": status} if words else {}

    def _leave(self, *, at_once: bool) -> None:
        for number in self._reached:
            os.close(number)
        if at_once and self._supervisor >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._supervisor, signal.SIGKILL)
        for number in (self._supervisor, self._worker):
            if number >= 0:
                os.close(number)


def _is_over(process: int, within_s: float) -> bool:
    return bool(select.select([process], [], [], within_s)[0])


def reap() -> None:
    """Let go of the supervisors that have gone."""
    LEAVING[:] = [pid for pid in LEAVING if os.waitpid(pid, os.WNOHANG)[0] == 0]


def await_leaving(most: int) -> None:
    """Wait until no more than `most` supervisors are left, but not for ever."""
    deadline = time.monotonic() + GONE_WITHIN_S
    reap()
    while len(LEAVING) > most and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        reap()


def _supervise(rooms: Rooms, link: socket.socket, orders: socket.socket, shared: dict[str, Any]) -> None:
    """In the child: run a session without namespaces. Never returns."""
    try:
        kernel.close_all_but(link.fileno(), orders.fileno(), *rooms.descriptors)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        rooms.parent(link, lambda: _serve(orders, shared)).run()
    except BaseException as error:
        with contextlib.suppress(OSError):
            link.send(json.dumps({"error": f"{type(error).__name__}: {error}"[:400]}).encode())
    finally:
        os._exit(0)


def _enter(
    rooms: Rooms, room: dict[str, Any], spaces: list[int], orders: socket.socket, shared: dict[str, Any]
) -> None:
    """In the child: enter a session's namespaces and become its worker. Never returns."""
    try:
        kernel.close_all_but(orders.fileno(), *spaces, *rooms.descriptors)
        if rooms.groups is not None:
            Group(rooms.groups.folder, room["group"]).join()
        for number in spaces:
            kernel.setns(number)
        sys.path[0] = WORKER  # modules that are not imported yet are found where this package lies in the private root
        sys.modules[__package__].__path__ = [f"{WORKER}/{__package__}"]
        do(lambda: _serve(orders, shared), rooms.confinement(room["user"]), rooms.home)
    finally:
        os._exit(70)


def _serve(orders: socket.socket, shared: dict[str, Any]) -> None:
    """In the worker: prepare assets until the session comes, take its channel and limits, and answer the judge."""
    kernel.close_all_but(orders.fileno())
    descriptors: list[int] = []
    while not descriptors:
        message, descriptors, _, _ = socket.recv_fds(orders, 65536, 2)
        if not message:
            return
        bounds = json.loads(message)
        if not descriptors:
            assets.keep(shared, bounds)
    channel, output = (fcntl.fcntl(number, fcntl.F_DUPFD, 16) for number in descriptors)  # clear of 0 to 3
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, CHANNEL)
    kernel.close_all_but(CHANNEL)
    limits.restrict(bounds, bounds["processes"])
    Server(*descriptor(CHANNEL), shared).run()

"""The warm zygote: imports the heavy libraries once, then forks the processes of a fresh session for every check.

It runs no learner code and holds no secret. Orders from the judge come over a socket: `fork` (with the channel and the
output pipe of the new session) is answered with what the session can be reached and ended by, `end` with how it ended
once no process of it is left. The next session is forked ahead, while the judge is busy with this one. When the judge
disappears, the socket closes and the zygote ends and cleans everything; while it imports it does not look at the
socket, so then a signal ends it.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from typing import Any

from . import assets, kernel, limits
from .private_root import WORKER
from .rooms import Rooms, Unavailable, open_rooms
from .serve import Server, descriptor

CHANNEL = 3
READY_WITHIN_S = 10.0
LAST_WORDS_S = 0.25
"""How long a worker that has closed its channel may take to be gone."""
GONE_WITHIN_S = 10.0
KEPT_ASSETS = 8
LEAVING: list[int] = []
"""Supervisors of sessions that are over, which delete what is left of them."""
MOST_LEAVING = 8
LOOK_EVERY_S = 0.005


def run(config: dict[str, Any]) -> None:
    """Prepare rooms, preload the libraries named in the configuration, report, and obey until the judge is gone."""
    control = socket.socket(fileno=config["control"])
    wanted = json.loads(control.recv(2**20))
    try:
        rooms = open_rooms(wanted)
    except (OSError, Unavailable) as error:
        _say(control, {"error": f"{type(error).__name__}: {error}", "kind": wanted["kind"]})
        return
    try:
        if wanted["targets"]:
            _set_out(wanted["targets"])
        os.environ.clear()
        os.environ.update(limits.environment(rooms.home))
        os.chdir(rooms.home)
        lifeline = _Lifeline(config["lifeline"], rooms)
        try:
            with lifeline:
                _preload(config["preload"])
                if "transformers" in sys.modules:
                    assets.rehearse()
                    gc.collect()
                    gc.freeze()
        except Exception as error:
            _say(control, {"error": f"{type(error).__name__}: {error}"})
            return
        _say(control, {"ready": True, "kind": rooms.kind, "missing": rooms.missing})
        _Obedience(control, rooms, lifeline).run()
    finally:
        rooms.close()


def _set_out(folder: str) -> None:
    """Make what canaries try to reach; it lies here because this process cleans up even after SIGKILL of the judge."""
    os.mkdir(folder, 0o755)
    os.close(os.open(os.path.join(folder, "secret"), os.O_CREAT | os.O_WRONLY, 0o600))
    os.mkdir(os.path.join(folder, "outside"))
    os.chmod(os.path.join(folder, "outside"), 0o777)


def _say(control: socket.socket, answer: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
    with contextlib.suppress(OSError):  # the judge is gone: the next order's absence says so
        socket.send_fds(control, [json.dumps(answer).encode()], descriptors)


class _Lifeline:
    """While it is entered, the death of the judge ends us at once: no session is there then, and nobody reads orders.

    The judge holds the other end of the pipe and never writes: the kernel signals us when that end is closed.
    """

    def __init__(self, pipe: int, rooms: Rooms) -> None:
        self._pipe = pipe
        self._rooms = rooms
        fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(pipe, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        signal.signal(signal.SIGIO, signal.SIG_IGN)

    def __enter__(self) -> None:
        signal.signal(signal.SIGIO, self._end)
        with contextlib.suppress(BlockingIOError):
            if os.read(self._pipe, 1) == b"":  # closed before we listened
                self._end()

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGIO, signal.SIG_IGN)

    def _end(self, *_: object) -> None:
        self._rooms.close()
        os._exit(0)


def _preload(names: list[str]) -> None:
    for name in names:
        module, _, attribute = name.partition(":")
        loaded = importlib.import_module(module)
        if attribute:
            getattr(loaded, attribute)
    if "torch" in sys.modules:
        assets.settle_torch()
    gc.collect()
    gc.freeze()


class _Session:
    """The processes of one session, forked ahead: they wait for it, and have seen no learner code."""

    def __init__(self, rooms: Rooms, shared: dict[str, Any]) -> None:
        self._rooms = rooms
        self._link, link = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._orders, orders = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pid = os.fork()
        if self._pid == 0:
            _supervise(rooms, link, orders, shared)
        link.close()
        orders.close()
        self._handle = -1

    def begin(self, descriptors: list[int], bounds: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Hand over the session's channel, its output pipe and its limits; return what it is reached by.

        Raises `OSError` when its processes could not be made.
        """
        self._link.settimeout(READY_WITHIN_S)
        message, handles, _, _ = socket.recv_fds(self._link, 4096, 2)
        answer: dict[str, Any] = json.loads(message) if message else {"error": "the supervisor is gone"}
        if "error" in answer:
            raise OSError(answer["error"])
        self._handle = handles[0]
        with self._orders:
            told = json.dumps(self._rooms.bounds(bounds)).encode()
            socket.send_fds(self._orders, [told], descriptors)
        self._link.send(json.dumps({"memory_mb": bounds["memory_mb"]}).encode())
        return answer, handles

    def end(self, *, closed: bool) -> dict[str, Any]:
        """End every process of the session; return how its worker ended. `closed`: it has closed its channel itself.

        What is left is its supervisor, which may still be deleting a folder: `LEAVING`.
        """
        self._orders.close()
        ended: dict[str, Any] = {}
        try:
            if closed:
                with contextlib.suppress(TimeoutError):
                    self._link.settimeout(LAST_WORDS_S)
                    ended = self._last_words()
                    return ended
            with contextlib.suppress(OSError):  # it has just ended by itself: its last words are still there
                self._link.send(b"{}")
            self._link.settimeout(GONE_WITHIN_S)
            ended = self._last_words()
        except OSError:  # the supervisor is gone, and with it its session
            pass
        finally:
            if not ended:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
            LEAVING.append(self._pid)
            _await_leaving(MOST_LEAVING)
            self._link.close()
            if self._handle >= 0:
                os.close(self._handle)
        return ended

    def _heard(self) -> bytes:
        try:
            return self._link.recv(4096)
        except ConnectionResetError:  # once, where the supervisor ended before it read our order
            return self._link.recv(4096)

    def _last_words(self) -> dict[str, Any]:
        while message := self._heard():
            words: dict[str, Any] = json.loads(message)
            if "status" in words or "error" in words:
                return words
        return {}


def _reap() -> None:
    """Let go of the supervisors that have gone."""
    LEAVING[:] = [pid for pid in LEAVING if os.waitpid(pid, os.WNOHANG)[0] == 0]


def _await_leaving(most: int) -> None:
    """Wait until no more than `most` supervisors are left, but not for ever."""
    deadline = time.monotonic() + GONE_WITHIN_S
    _reap()
    while len(LEAVING) > most and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        _reap()


class _Obedience:
    """Carries out the judge's orders. One session lives at a time, and one that is forked ahead beside it."""

    def __init__(self, control: socket.socket, rooms: Rooms, lifeline: _Lifeline) -> None:
        self._control = control
        self._rooms = rooms
        self._lifeline = lifeline
        self._shared: dict[str, Any] = {}
        self._session: _Session | None = None
        self._spare: _Session | None = None

    def run(self) -> None:
        """Obey until the judge is gone."""
        try:
            while True:
                while LEAVING and not select.select([self._control], [], [], LOOK_EVERY_S)[0]:
                    _reap()
                try:
                    message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 2)
                except ConnectionError:
                    return
                if not message:
                    return
                answer, handles = self._carry_out(json.loads(message), descriptors)
                _say(self._control, answer, tuple(handles))
                if handles:
                    os.close(handles[1])  # the first is needed to end the session
                if self._spare is None:  # while the judge talks to the worker that it has just been given
                    self._spare = _Session(self._rooms, self._shared)
        finally:
            for session in (self._session, self._spare):
                if session is not None:
                    session.end(closed=False)
            _await_leaving(0)

    def _carry_out(self, order: dict[str, Any], descriptors: list[int]) -> tuple[dict[str, Any], list[int]]:
        if order["op"] == "fork":
            return self._fork(order["limits"], descriptors)
        if order["op"] == "end":
            session, self._session = self._session, None
            return (session.end(closed=order["closed"]) if session is not None else {}), []
        if order["op"] == "rest" and self._rooms.root is not None:  # namespaces of its own: it has met nobody
            return {}, []
        if self._spare is not None:  # it lacks what this order brings, or has stood beside learner code
            self._spare.end(closed=False)
            self._spare = None
        if order["op"] == "asset":
            self._share(order)
        elif order["op"] == "warm":
            with self._lifeline:
                for name in order["libraries"]:
                    with contextlib.suppress(Exception):  # a name that does not exist: the learner's import will say so
                        _preload([name])
        return {}, []

    def _fork(self, bounds: dict[str, Any], descriptors: list[int]) -> tuple[dict[str, Any], list[int]]:
        spare, self._spare = self._spare, None
        try:
            if spare is None:
                raise OSError("none yet")
            begun = spare.begin(descriptors, bounds)
        except OSError:
            if spare is not None:
                spare.end(closed=False)
            spare = _Session(self._rooms, self._shared)
            try:
                begun = spare.begin(descriptors, bounds)
            except OSError as error:
                spare.end(closed=False)
                return {"error": f"{error}"}, []
        finally:
            for number in descriptors:
                os.close(number)
        self._session = spare
        return begun

    def _share(self, order: dict[str, Any]) -> None:
        """Build an asset for all forks to come; the newest are kept."""
        self._shared[order["name"]] = assets.prepare(order["kind"], order["data"])
        while len(self._shared) > KEPT_ASSETS:
            del self._shared[next(iter(self._shared))]


def _supervise(rooms: Rooms, link: socket.socket, orders: socket.socket, shared: dict[str, Any]) -> None:
    """In the child: run a session. Never returns."""
    try:
        kernel.close_all_but(link.fileno(), orders.fileno(), *rooms.descriptors)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        rooms.supervisor(link).run(lambda: _serve(orders, shared, relocated=rooms.root is not None))
    except BaseException as error:
        with contextlib.suppress(OSError):
            link.send(json.dumps({"error": f"{type(error).__name__}: {error}"[:400]}).encode())
    finally:
        os._exit(0)


def _serve(orders: socket.socket, shared: dict[str, Any], *, relocated: bool) -> None:
    """In the worker: wait for the session, take its channel and limits, and answer the judge."""
    kernel.close_all_but(orders.fileno())
    if relocated:  # modules that are not imported yet are found where this package lies in the private root
        sys.path[0] = WORKER
        sys.modules[__package__].__path__ = [f"{WORKER}/{__package__}"]
    message, descriptors, _, _ = socket.recv_fds(orders, 65536, 2)
    if not message:
        return
    bounds = json.loads(message)
    channel, output = (fcntl.fcntl(number, fcntl.F_DUPFD, 16) for number in descriptors)  # clear of 0 to 3
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(channel, CHANNEL)
    kernel.close_all_but(CHANNEL)
    limits.restrict(bounds, bounds["processes"])
    Server(*descriptor(CHANNEL), shared).run()

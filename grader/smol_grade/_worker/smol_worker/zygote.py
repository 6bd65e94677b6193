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
from typing import Any

from . import assets, limits
from .keeper import Keeper
from .rooms import Rooms, Unavailable, open_rooms
from .sessions import LEAVING, LOOK_EVERY_S, Entered, Forked, Session, await_leaving, reap


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
        keeper = None if rooms.root is None else Keeper(rooms)
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
        _Obedience(control, rooms, keeper, lifeline).run()
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


class _Obedience:
    """Carries out the judge's orders. One session lives at a time, and one that is forked ahead beside it."""

    def __init__(self, control: socket.socket, rooms: Rooms, keeper: Keeper | None, lifeline: _Lifeline) -> None:
        self._control = control
        self._rooms = rooms
        self._keeper = keeper
        self._lifeline = lifeline
        self._shared: dict[str, Any] = {}
        self._session: Session | None = None
        self._spare: Session | None = None

    def run(self) -> None:
        """Obey until the judge is gone."""
        try:
            while True:
                while LEAVING and not select.select([self._control], [], [], LOOK_EVERY_S)[0]:
                    reap()
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
                    self._spare = self._new()
        finally:
            for session in (self._session, self._spare):
                if session is not None:
                    session.end(closed=False)
            await_leaving(0)
            if self._keeper is not None:
                self._keeper.close()

    def _new(self) -> Session:
        """Have the processes of a session made. Raises `OSError` when the keeper is gone: then nothing can be."""
        if self._keeper is None:
            return Forked(self._rooms, self._shared)
        return Entered(self._rooms, self._keeper, self._shared)

    def _carry_out(self, order: dict[str, Any], descriptors: list[int]) -> tuple[dict[str, Any], list[int]]:
        if order["op"] == "fork":
            return self._fork(order["limits"], descriptors)
        if order["op"] == "end":
            session, self._session = self._session, None
            return (session.end(closed=order["closed"]) if session is not None else {}), []
        if order["op"] == "rest" and self._rooms.root is not None:  # namespaces of its own: it has met nobody
            return {}, []
        if order["op"] == "asset":
            assets.keep(self._shared, order)
            if self._spare is not None:
                with contextlib.suppress(OSError):  # it is gone: whoever needs it finds out
                    self._spare.share(order)
            return {}, []
        if self._spare is not None:  # it lacks what this order brings, or has stood beside learner code
            self._spare.end(closed=False)
            self._spare = None
        if order["op"] == "warm":
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
            spare = self._new()
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

"""The warm zygote: imports the heavy libraries once, then forks a fresh child for every check.

It runs no learner code and holds no secret. Orders from the judge come over a socket: `fork` (with the channel and the
output pipe of the new session) is answered with the child's pid, `end` with its exit status once the child and every
descendant of it are gone. The next child is forked ahead, while the judge is busy with this one. When the judge
disappears, the socket closes and the zygote ends and cleans everything.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import importlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from . import assets, limits
from .serve import Server, descriptor

CHANNEL = 3
GONE_WITHIN_S = 5.0
KEPT_ASSETS = 8


def run(config: dict[str, Any]) -> None:
    """Preload the libraries named in the configuration, report, and obey until the judge is gone."""
    control = socket.socket(fileno=config["control"])
    limits.adopt_orphans()
    base = config["folder"]
    os.mkdir(base, 0o700)
    os.environ.clear()
    os.environ.update(limits.environment(base))
    os.chdir(base)
    try:
        try:
            _preload(config["preload"])
            if "transformers" in sys.modules:
                assets.rehearse()
                gc.collect()
                gc.freeze()
        except Exception as error:
            control.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
            return
        control.send(json.dumps({"ready": True}).encode())
        _Obedience(control, base).run()
    finally:
        _end_descendants()
        _remove(base)


def _preload(names: list[str]) -> None:
    for name in names:
        module, _, attribute = name.partition(":")
        loaded = importlib.import_module(module)
        if attribute:
            getattr(loaded, attribute)
    if "torch" in sys.modules:  # threads do not survive a fork
        sys.modules["torch"].set_num_threads(1)
    gc.collect()
    gc.freeze()


class _Spare:
    """A worker forked ahead: it waits for the session that it will serve, and has seen no learner code."""

    def __init__(self, control: socket.socket, base: str, shared: dict[str, Any]) -> None:
        self.folder = tempfile.mkdtemp(prefix="check-", dir=base)
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.pid = os.fork()
        if self.pid == 0:
            self._orders.close()
            _become_worker(control, theirs, self.folder, shared)
        theirs.close()

    def begin(self, descriptors: list[int], bounds: dict[str, Any]) -> None:
        """Hand over the session's channel, its output pipe and its limits; raise `OSError` if the process is gone."""
        with self._orders:
            socket.send_fds(self._orders, [json.dumps(bounds).encode()], descriptors)

    def discard(self) -> None:
        """End the process, and nothing else: a session may be under way."""
        self._orders.close()
        _kill(os.kill, self.pid)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        _remove(self.folder)


class _Obedience:
    """Carries out the judge's orders. One session lives at a time, and one spare worker beside it."""

    def __init__(self, control: socket.socket, base: str) -> None:
        self._control = control
        self._base = base
        self._shared: dict[str, Any] = {}
        self._session: tuple[int, str] = 0, ""
        self._spare: _Spare | None = None

    def run(self) -> None:
        """Obey until the judge is gone."""
        while True:
            try:
                message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 2)
            except ConnectionError:
                return
            if not message:
                return
            answer = self._carry_out(json.loads(message), descriptors)
            self._control.send(json.dumps(answer).encode())
            if self._spare is None:  # while the judge talks to the worker that it has just been given
                self._spare = _Spare(self._control, self._base, self._shared)

    def _carry_out(self, order: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        if order["op"] == "fork":
            return self._fork(order["limits"], descriptors)
        if order["op"] == "end":
            status = _end(self._session[0], keep=0 if self._spare is None else self._spare.pid)
            _remove(self._session[1])
            return {"status": status}
        if self._spare is not None:  # it lacks what this order brings, or may have met learner code
            self._spare.discard()
            self._spare = None
        if order["op"] == "asset":
            self._share(order)
        elif order["op"] == "warm":
            for name in order["libraries"]:
                with contextlib.suppress(Exception):  # a name that does not exist: the learner's import will say so
                    _preload([name])
        return {}

    def _fork(self, bounds: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
        spare, self._spare = self._spare, None
        try:
            if spare is None:
                raise OSError("none yet")
            spare.begin(descriptors, bounds)
        except OSError:  # learner code has killed it
            if spare is not None:
                spare.discard()
            spare = _Spare(self._control, self._base, self._shared)
            spare.begin(descriptors, bounds)
        for number in descriptors:
            os.close(number)
        self._session = spare.pid, spare.folder
        return {"pid": spare.pid, "folder": spare.folder}

    def _share(self, order: dict[str, Any]) -> None:
        """Build an asset for all forks to come; the newest are kept."""
        self._shared[order["name"]] = assets.prepare(order["kind"], order["data"])
        while len(self._shared) > KEPT_ASSETS:
            del self._shared[next(iter(self._shared))]


def _become_worker(control: socket.socket, orders: socket.socket, scratch: str, shared: dict[str, Any]) -> None:
    """In the child: leave the zygote's things behind, wait for a session, limit yourself, serve. Never returns."""
    code = 70
    try:
        os.setsid()
        limits.die_with_parent(os.getppid())
        control.close()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        limits.enter(scratch)
        message, descriptors, _, _ = socket.recv_fds(orders, 65536, 2)
        if message:
            channel, output = (fcntl.fcntl(number, fcntl.F_DUPFD, 16) for number in descriptors)  # clear of 0 to 3
            silence = os.open(os.devnull, os.O_RDONLY)
            os.dup2(silence, 0)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.dup2(channel, CHANNEL)
            os.closerange(CHANNEL + 1, 4096)
            limits.restrict(json.loads(message))
            Server(*descriptor(CHANNEL), shared).run()
            code = 0
    finally:
        os._exit(code)


def _end(child: int, keep: int) -> int:
    """Kill the child's process group and whatever else descends from it, but one; return the child's wait status."""
    status = 0
    _kill(os.killpg, child)
    _kill(os.kill, child)
    with contextlib.suppress(ChildProcessError):
        _, status = os.waitpid(child, 0)
    _end_descendants(keep)
    return status


def _end_descendants(keep: int = 0) -> None:
    """Kill and reap until this process has no children but one: orphans come to it, it being their subreaper."""
    deadline = time.monotonic() + GONE_WITHIN_S
    while time.monotonic() < deadline:
        children = [pid for pid in _children() if pid != keep]
        if not children:
            return
        for pid in children:
            _kill(os.kill, pid)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.002)


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


def _kill(how: Callable[[int, int], None], pid: int) -> None:
    try:
        how(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def _remove(folder: str) -> None:
    """Delete a folder that learner code may have filled with anything; links are not followed."""
    try:
        shutil.rmtree(folder, onerror=_unlock)
        if os.path.isdir(folder):
            shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # folders nested by the thousand
        subprocess.run(["rm", "-rf", "--", folder], check=False)  # noqa: S607


def _unlock(_function: object, path: str, _error: object) -> None:
    try:
        if stat.S_ISDIR(os.lstat(path).st_mode):
            os.chmod(path, 0o700)
        os.chmod(os.path.dirname(path), 0o700)
    except OSError:
        pass

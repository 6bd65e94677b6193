"""The warm zygote: imports the heavy libraries once, then forks a fresh child for every check.

It runs no learner code and holds no secret. Orders from the judge come over a socket: `fork` (with the channel and the
output pipe of the new session) is answered with the child's pid, `end` with its exit status once the child and every
descendant of it are gone. When the judge disappears, the socket closes and the zygote ends and cleans everything.
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
    base = tempfile.mkdtemp(prefix="smol-grade-", dir=config["scratch_root"])
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
        control.send(json.dumps({"folder": base}).encode())
        _obey(control, base)
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


def _obey(control: socket.socket, base: str) -> None:
    """Carry out orders until the judge is gone. One session lives at a time."""
    session: tuple[int, str] = 0, ""
    shared: dict[str, Any] = {}
    while True:
        try:
            message, descriptors, _, _ = socket.recv_fds(control, 65536, 2)
        except ConnectionError:
            return
        if not message:
            return
        order = json.loads(message)
        answer: dict[str, Any] = {}
        if order["op"] == "fork":
            session = _fork(control, descriptors, base, order["limits"], shared)
            answer = {"pid": session[0], "folder": session[1]}
        elif order["op"] == "end":
            answer = {"status": _end(session[0])}
            _remove(session[1])
        elif order["op"] == "asset":
            _share(shared, order)
        else:
            for name in order["libraries"]:
                with contextlib.suppress(Exception):  # a name that does not exist: the learner's import will say so
                    _preload([name])
        control.send(json.dumps(answer).encode())


def _share(shared: dict[str, Any], order: dict[str, Any]) -> None:
    """Build an asset for all forks to come; the newest are kept."""
    shared[order["name"]] = assets.prepare(order["kind"], order["data"])
    while len(shared) > KEPT_ASSETS:
        del shared[next(iter(shared))]


def _fork(
    control: socket.socket, descriptors: list[int], base: str, bounds: dict[str, Any], shared: dict[str, Any]
) -> tuple[int, str]:
    """Fork a worker with a new scratch folder; return its pid and the folder."""
    scratch = tempfile.mkdtemp(prefix="check-", dir=base)
    child = os.fork()
    if child == 0:
        _become_worker(control, descriptors, scratch, bounds, shared)
    for number in descriptors:
        os.close(number)
    return child, scratch


def _become_worker(
    control: socket.socket, descriptors: list[int], scratch: str, bounds: dict[str, Any], shared: dict[str, Any]
) -> None:
    """In the child: leave everything of the zygote's behind, limit yourself, serve. Never returns."""
    code = 70
    try:
        os.setsid()
        limits.die_with_parent(os.getppid())
        control.close()
        channel, output = (fcntl.fcntl(number, fcntl.F_DUPFD, 16) for number in descriptors)  # clear of 0 to 3
        silence = os.open(os.devnull, os.O_RDONLY)
        os.dup2(silence, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.dup2(channel, CHANNEL)
        os.closerange(CHANNEL + 1, 4096)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        limits.enter(scratch)
        limits.restrict(bounds)
        Server(*descriptor(CHANNEL), shared).run()
        code = 0
    finally:
        os._exit(code)


def _end(child: int) -> int:
    """Kill the child's process group and whatever else descends from it; return the child's wait status."""
    status = 0
    _kill(os.killpg, child)
    _kill(os.kill, child)
    _, status = os.waitpid(child, 0)
    _end_descendants()
    return status


def _end_descendants() -> None:
    """Kill and reap until this process has no children: orphans come to it, it being their subreaper."""
    deadline = time.monotonic() + GONE_WITHIN_S
    while time.monotonic() < deadline:
        for pid in _children():
            _kill(os.kill, pid)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
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

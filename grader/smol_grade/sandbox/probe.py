"""Measures a sandbox by trying to break out of it, before any learner code runs: `measure` returns what holds."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ..course import Limits
from ..errors import SandboxError
from ..locate import PACKAGE, course_files
from .layout import START
from .session import Sandbox, Session, SessionEnded, remove
from .tiers import CANARIES, Canary, Isolation

CANARY = START.parent / "canary.py"
LIMITS = Limits(call_s=10, load_s=10, check_s=20, memory_mb=64, file_mb=1, output_mb=1)
MANY = 100
"""Processes of one session that are too many: more than a sandbox allows, fewer than would hurt."""
TOGETHER = 3, 48
"""Processes, and megabytes of each, that are too much only together."""
STOPPED_WITHIN_S = 2.0
KEPT_S = 1.0
"""For which a crowd of processes has to live before it counts as one that nobody stops."""
SOCKETS = (
    *(("AF_UNIX", socket.SOCK_STREAM), ("AF_VSOCK", socket.SOCK_STREAM), ("AF_NETLINK", socket.SOCK_RAW)),
    *(("AF_PACKET", socket.SOCK_RAW), ("AF_INET", socket.SOCK_RAW), ("AF_INET", socket.SOCK_DGRAM)),
)
NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup")


def probe(sandbox: Sandbox, targets: str) -> Isolation:
    """Send canaries into a sandbox that has no libraries to import; return what they could do.

    `targets` is the folder with a file and a folder for them; it is made here if the sandbox has not made it.
    """
    results: dict[str, Canary] = {}
    kind = sandbox.isolation  # when it is known, the targets are there
    with _targets(targets) as (wanted, seen_outside):
        with _session(sandbox) as session:
            for name, (leaked, said) in _call(session, "reach", wanted).items():
                outside = seen_outside(name)
                results[name] = Canary(name, not (leaked or outside), outside or str(said))
        for name, function, arguments in (("processes", "multiply", [MANY, KEPT_S]), ("memory", "swell", [96])):
            results[name] = _one(sandbox, name, function, arguments)
        results["memory_together"] = _one(sandbox, "memory_together", "swell_together", [*TOGETHER, STOPPED_WITHIN_S])
        with _session(sandbox) as session:
            _call(session, "stay")
        gone = session.all_gone()
        results["survivor"] = Canary("survivor", gone, "gone with the session" if gone else "a daemon lives on")
    return Isolation(kind, tuple(results[name] for name in CANARIES), sandbox.missing)


def _one(sandbox: Sandbox, name: str, function: str, arguments: list[Any]) -> Canary:
    """Send one canary in a session of its own; to be stopped is what should happen to it."""
    with _session(sandbox) as session:
        try:
            leaked, said = _call(session, function, *arguments)
        except SessionEnded as ended:
            return Canary(name, True, f"stopped: {ended.reason}")
    return Canary(name, not leaked, str(said))


@contextlib.contextmanager
def _session(sandbox: Sandbox) -> Iterator[Session]:
    session = sandbox.session("canary", LIMITS)
    try:
        request: dict[str, Any] = {"op": "load", "source": CANARY.read_text("utf-8"), "filename": CANARY.name}
        request |= {"function": "reach", "arity": 1, "keywords": []}
        reply = session.exchange(request, LIMITS.load_s)
        if "ok" not in reply:
            raise SandboxError(f"the canary did not load: {reply['err']}")
        yield session
    finally:
        session.end()


def _call(session: Session, function: str, *arguments: Any) -> Any:
    request: dict[str, Any] = {"op": "call", "function": function, "args": list(arguments), "kwargs": {}}
    reply = session.exchange(request | {"keep": None, "arrays": False, "then": None}, LIMITS.call_s)
    if "ok" not in reply:
        raise SandboxError(f"the canary {function} failed: {reply['err']}")
    return reply["ok"]


@contextlib.contextmanager
def _targets(folder: str) -> Iterator[tuple[dict[str, Any], Callable[[str], str]]]:
    """Set out what the canaries try to reach; yield it, and what tells from our side whether one has."""
    secret, outside = Path(folder, "secret"), Path(folder, "outside")
    with contextlib.ExitStack() as ours, socket.socket() as server:
        if not outside.exists():  # spawned workers have no zygote, which would delete it after SIGKILL of this process
            ours.callback(remove, folder)
            make_targets(folder)
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)

        def seen(name: str) -> str:
            if name == "outside_file" and any(outside.iterdir()):
                return "a file was written"
            if name == "loopback":
                with contextlib.suppress(BlockingIOError):
                    server.accept()[0].close()
                    return "the server was reached"
            return ""

        yield (
            {
                "secret": str(secret),
                "outside": str(outside),
                "product": [str(PACKAGE / "__init__.py"), str(course_files().suites), str(course_files().manifest)],
                "port": server.getsockname()[1],
                "sockets": [list(pair) for pair in SOCKETS],
                "judge": os.getpid(),
                "judge_began": _began(),
                "pid_namespace": _namespace("pid"),
                "namespaces": {name: _namespace(name) for name in NAMESPACES},
            },
            seen,
        )


def make_targets(folder: str) -> None:
    """Set out a file that only we may read, and a folder that everybody may write to."""
    os.mkdir(folder, 0o755)
    Path(folder, "secret").touch(0o600)
    Path(folder, "outside").mkdir()
    Path(folder, "outside").chmod(0o777)


def _began() -> str:
    """Return when this process began, in the kernel's ticks: with its number, that is its identity."""
    try:
        return Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19]
    except OSError:  # not Linux
        return ""


def _namespace(name: str) -> str:
    try:
        return os.readlink(f"/proc/self/ns/{name}")
    except OSError:
        return ""

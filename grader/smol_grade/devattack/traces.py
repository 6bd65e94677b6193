"""What an attack has left: processes below ours, and files where none may be."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import SandboxError

PR_SET_CHILD_SUBREAPER = 36
SHARED = ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/run/lock", "/etc")  # noqa: S108 - looked at, not written
"""Folders that other programs write to as well: a new entry counts if the attack names it."""
SHORTEST = 4
GONE_WITHIN_S = 10.0


@dataclass(frozen=True)
class Process:
    """One process."""

    pid: int
    parent: int
    started: str
    """Clock ticks since the machine started; with the pid, its identity."""
    zombie: bool
    command: str


@contextlib.contextmanager
def orphans_are_ours() -> Iterator[None]:
    """Become the parent of every descendant that loses its own, so that none can leave the tree below us."""
    if sys.platform != "linux":
        raise SandboxError("attacks need Linux")
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)
    try:
        yield
    finally:
        prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(0), 0, 0, 0)


def processes() -> dict[int, Process]:
    """Return all processes, by pid."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (process := _process(int(name))) is not None:
            found[process.pid] = process
    return found


def _process(pid: int) -> Process | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        command = Path(f"/proc/{pid}/cmdline").read_bytes()[:500].decode("utf-8", "replace")
    except OSError:  # gone meanwhile
        return None
    state, parent, *rest = stat.rpartition(")")[2].split()
    return Process(pid, int(parent), rest[17], state == "Z", command)


def below(root: int, known: dict[int, Process] | None = None) -> dict[int, int]:
    """Return the descendants of a process that live, and how deep below it each is."""
    known = processes() if known is None else known
    depths = {root: 0}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for process in known.values():
            if process.parent == parent and process.pid not in depths:
                depths[process.pid] = depths[parent] + 1
                waiting.append(process.pid)
    del depths[root]
    return {pid: depth for pid, depth in depths.items() if pid in known and not known[pid].zombie}


def shape(root: int) -> Counter[tuple[int, str]]:
    """Return how many descendants a process has at each depth, by command line: what the sandbox itself keeps there."""
    known = processes()
    return Counter((depth, known[pid].command) for pid, depth in below(root, known).items())


def children(parent: int) -> set[tuple[int, str]]:
    """Return the children of a process, by pid and start."""
    return {(process.pid, process.started) for process in processes().values() if process.parent == parent}


def end_tree(root: int) -> None:
    """Kill a process and all below it, and reap what came to us until it is gone.

    Process 1 of a namespace is not gone before the others of it are reaped, which may have come to us as well.
    """
    for pid in [root, *below(root)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    deadline = time.monotonic() + GONE_WITHIN_S
    while not _reaped(root) and time.monotonic() < deadline:
        for pid, process in processes().items():
            if process.zombie and process.parent == os.getpid():
                _reaped(pid)
        time.sleep(0.005)


def _reaped(pid: int) -> bool:
    """Return whether a child of ours is gone, now or before."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


Snapshot = dict[str, tuple[int, int, int]]


def snapshot(folders: list[Path], skip: str = "") -> Snapshot:
    """Return mode, size and time of change of everything below folders but entries there that begin with `skip`."""
    found: Snapshot = {}
    for folder in folders:
        for place, folders_there, files in os.walk(folder):
            if skip and Path(place) == folder:
                folders_there[:] = [name for name in folders_there if not name.startswith(skip)]
            for name in (*folders_there, *files):
                path = os.path.join(place, name)
                try:
                    about = os.lstat(path)
                except OSError:
                    continue
                is_folder = os.path.isdir(path) and not os.path.islink(path)
                found[path] = (about.st_mode, 0, 0) if is_folder else (about.st_mode, about.st_size, about.st_mtime_ns)
    return found


def changed(before: Snapshot, after: Snapshot) -> list[str]:
    """Return the paths that are new, gone or different."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def shared_entries(more: list[Path]) -> set[str]:
    """Return the entries of the folders that other programs write to as well, and of some more."""
    found = set()
    for folder in (*SHARED, *map(str, more)):
        try:
            found |= {os.path.join(folder, name) for name in os.listdir(folder)}
        except OSError:
            continue
    return found


def named_in(source: str, paths: set[str]) -> list[str]:
    """Return the paths whose last part a source text names as a whole word; very short names are anybody's."""
    words = {path: re.escape(os.path.basename(path)) for path in paths if len(os.path.basename(path)) >= SHORTEST}
    return sorted(path for path, word in words.items() if re.search(rf"(?<![\w.]){word}(?![\w.])", source))

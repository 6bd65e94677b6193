"""Where sessions run: the strongest kind of room that this machine offers, or the one that was asked for."""

from __future__ import annotations

import os
import secrets
import socket
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import cgroup, kernel, landlock, limits, private_root, seccomp
from .confine import Confinement, become
from .folders import remove
from .private_root import SHARED, PrivateRoot
from .supervisor import NAMESPACES, InNamespaces, WithoutNamespaces, Work

FIRST_USER, USERS = 0x60000000, 0x10000000
"""User ids of sessions, when the zygote is root: high, where no account and no range of a container engine lies."""
CHOWN, SETGID, SETUID = 0, 6, 7
"""Numbers of the capabilities that changing to another user id takes."""
SCOPES_SINCE = 6


class Unavailable(Exception):
    """The kind of room that was asked for cannot be had here."""


@dataclass
class Rooms:
    """Makes the supervisors of sessions."""

    kind: str
    missing: list[str]
    """Why it is not a stronger kind: names that the judge has texts for."""
    home: str
    """The zygote's own folder. In the private root it is where each session finds its scratch folder."""
    root: PrivateRoot | None
    readable: tuple[str, ...]
    filter: bytes
    own_user: bool
    """Whether each session has a user id that nobody else has."""
    targets: str
    """A folder for canaries, deleted at the end; empty: none."""
    groups: cgroup.Parent | None = None
    """Where each session gets a control group."""

    def supervisor(self, link: socket.socket) -> InNamespaces:
        """Return what is to run a session in namespaces; call in the process that will."""
        assert self.root is not None
        user, init_user = _draw_users() if self.own_user else (None, None)
        group = None if self.groups is None else self.groups.child()
        return InNamespaces(link, self.root, self.confinement(user), init_user, group)

    def parent(self, link: socket.socket, work: Work) -> WithoutNamespaces:
        """Return what is to run a session without namespaces, `work` in its worker; call in the process that will."""
        user = _draw_users()[0] if self.own_user else None
        scratch = tempfile.mkdtemp(prefix="check-", dir=self.home)
        return WithoutNamespaces(link, scratch, self.confinement(user), work)

    def confinement(self, user: int | None) -> Confinement:
        """Return how far a worker is shut in; `user` is the id that it takes on."""
        return Confinement(user, self.readable, () if self.root is None else (SHARED,), self.filter)

    @property
    def descriptors(self) -> tuple[int, ...]:
        """Descriptors that supervisors need."""
        return () if self.groups is None else (self.groups.folder,)

    def bounds(self, limits_of_a_session: dict[str, Any]) -> dict[str, Any]:
        """Return a session's limits, with how many processes it may have."""
        if self.kind == "fork":
            processes = 0
        elif self.root is None and not self.own_user:  # the id is somebody's, who has other processes
            processes = _tasks_of(os.geteuid()) + limits.PROCESSES
        else:
            processes = limits.PROCESSES
        return limits_of_a_session | {"processes": processes}

    def close(self) -> None:
        """Delete what lies outside the private root."""
        if self.groups is not None:
            self.groups.sweep()
        if self.root is None:
            remove(self.home)
        if self.targets:
            remove(self.targets)


def open_rooms(config: dict[str, Any]) -> Rooms:
    """Prepare rooms of the configured kind; without `strict`, of the next weaker one where it cannot be had."""
    kind: str = config["kind"]
    missing: list[str] = []
    readable: tuple[str, ...]
    filtered = b"" if kind == "fork" else _filter(missing)
    if kind == "namespaces":
        visible, covered, worker = config["visible"], config["covered"], config["worker"]
        refused = _refused(lambda: private_root.build(visible, covered, worker))
        if not refused:
            own_user, groups = _may_change_user(), cgroup.delegated()
            root = private_root.build(visible, covered, worker)
            readable = ("/",) if _landlock(missing) else ()
            return Rooms(kind, missing, root.scratch, root, readable, filtered, own_user, config["targets"], groups)
        if config["strict"]:
            raise Unavailable(refused)
        missing.append("no_namespaces" if os.geteuid() == 0 else "no_user_namespaces")
        kind = "landlock"
    readable = ()
    if kind == "landlock" and _landlock(missing):
        readable = (*config["readable"], config["worker"])
    elif kind == "landlock":
        if config["strict"]:
            raise Unavailable("the kernel has no Landlock")
        kind, filtered = "fork", b""
    own_user = kind == "landlock" and _may_change_user() and _reachable_by(_draw_users()[0])
    os.mkdir(config["folder"], 0o711)
    os.chmod(config["folder"], 0o711)
    return Rooms(kind, missing, config["folder"], None, readable, filtered, own_user, config["targets"])


def _filter(missing: list[str]) -> bytes:
    try:
        return seccomp.program()
    except (ImportError, OSError):
        missing.append("no_seccomp")
        return b""


def _landlock(missing: list[str]) -> bool:
    found = landlock.version()
    if not found:
        missing.append("no_landlock")
    elif found < SCOPES_SINCE:
        missing.append("old_landlock")
    return found > 0


def _refused(build: Callable[[], object]) -> str:
    """Try in a child, which leaves no trace, whether namespaces and mounts are allowed; return why not, or nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            build()
            kernel.unshare(NAMESPACES)
            kernel.setns(os.open("/proc/self/ns/uts", os.O_RDONLY))
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:400])
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as file:
        why = file.read()
    _, status = os.waitpid(child, 0)
    return why.decode(errors="replace") or ("" if status == 0 else f"status {status}")


def _may_change_user() -> bool:
    """Return whether this process may take on, and give files to, any user id."""
    if os.geteuid() != 0:
        return False
    with open("/proc/self/status") as file:
        held = next(int(line.split()[1], 16) for line in file if line.startswith("CapEff:"))
    with open("/proc/self/uid_map") as file:
        _, pairs = user_range(file.read())
    return pairs > 0 and all(held >> number & 1 for number in (CHOWN, SETGID, SETUID))


def _reachable_by(user: int) -> bool:
    """Return whether another user can read this interpreter and its libraries; not so when they lie in root's home."""
    needed = [path for path in (*sys.path, os.__file__) if os.path.exists(path)]
    child = os.fork()
    if child == 0:
        become(user)
        os._exit(0 if all(os.access(path, os.R_OK) for path in needed) else 1)
    return os.waitpid(child, 0)[1] == 0


def _draw_users() -> tuple[int, int]:
    """Return two user ids that no other process has: the worker's and its init's."""
    with open("/proc/self/uid_map") as file:
        first, pairs = user_range(file.read())
    drawn = first + 2 * secrets.randbelow(pairs)
    return drawn, drawn + 1


def user_range(uid_map: str) -> tuple[int, int]:
    """Return the first user id of those that sessions may take, and how many pairs there are.

    `uid_map` is that of /proc: a line for each range of ids that exist here. The largest counts; of a container's few,
    the upper half, clear of its accounts.
    """
    ranges = [tuple(int(word) for word in line.split()) for line in uid_map.splitlines()]
    inside, _, count = max(ranges, key=lambda found: found[2])
    if inside <= FIRST_USER and inside + count >= FIRST_USER + USERS:
        return FIRST_USER, USERS // 2
    return inside + count // 2, count // 4


def _tasks_of(user: int) -> int:
    """Return how many threads of all processes a user has."""
    count = 0
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.stat(f"/proc/{name}").st_uid == user:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:  # gone meanwhile
            continue
    return count

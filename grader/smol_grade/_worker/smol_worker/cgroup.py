"""Control groups (version 2): the kernel's own bounds on a session's memory and processes, where they are ours to set.

The watch over memory (`memory.py`) looks twenty times a second and needs no right; this bounds without a gap. It takes
a group whose children may have the memory and pids controllers: our own, or the one above it (a service with
`Delegate=yes` and `DelegateSubgroup=`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass

from .private_root import SCRATCH_MB

CONTROLLERS = ("memory", "pids")
SLACK_MB = 128
"""What a session's own processes and the kernel's bookkeeping may take beside learner code."""


@dataclass(frozen=True)
class Parent:
    """A control group that sessions get children of."""

    folder: int
    """Descriptor of its folder: it stays reachable from private roots."""
    prefix: str
    """Of the names of our children."""

    def child(self) -> Group:
        """Make the group of a session."""
        name = f"{self.prefix}{secrets.token_hex(4)}"
        os.mkdir(name, dir_fd=self.folder)
        return Group(self.folder, name)

    def sweep(self) -> None:
        """Remove what sessions have left whose supervisors were killed."""
        for name in os.listdir(self.folder):
            if name.startswith(self.prefix):
                Group(self.folder, name).remove()


@dataclass(frozen=True)
class Group:
    """The control group of one session."""

    parent: int
    name: str

    def join(self) -> None:
        """Move this process, and all that it will fork, into the group."""
        self._write("cgroup.procs", "0")

    def bound(self, memory_mb: int, processes: int) -> None:
        """Set the limits of a session: all of its memory together, its scratch folder included, and no swap."""
        self._write("memory.max", str((memory_mb + SCRATCH_MB + SLACK_MB) * 2**20))
        self._write("pids.max", str(processes))
        for name, value in (("memory.swap.max", "0"), ("memory.oom.group", "1")):
            with contextlib.suppress(OSError):  # kernels without swap accounting
                self._write(name, value)

    def ran_out(self) -> bool:
        """Return whether the kernel has killed for want of memory."""
        try:
            with open(os.open(f"{self.name}/memory.events", os.O_RDONLY, dir_fd=self.parent)) as file:
                return any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in file)
        except OSError:
            return False

    def remove(self) -> None:
        """End what is still in the group, and remove it."""
        with contextlib.suppress(OSError):
            self._write("cgroup.kill", "1")
        with contextlib.suppress(OSError):  # a process of it is still dying: the zygote sweeps at its end
            os.rmdir(self.name, dir_fd=self.parent)

    def _write(self, name: str, value: str) -> None:
        with open(os.open(f"{self.name}/{name}", os.O_WRONLY, dir_fd=self.parent), "w") as file:
            file.write(value)


def delegated(candidates: list[str] | None = None, controllers: tuple[str, ...] = CONTROLLERS) -> Parent | None:
    """Return a group whose children may have these controllers, or None. Candidates: our own group, the one above."""
    for folder in _candidates() if candidates is None else candidates:
        try:
            with open(f"{folder}/cgroup.controllers") as file:
                offered = file.read().split()
            if not set(controllers) <= set(offered):
                continue
            with open(f"{folder}/cgroup.subtree_control", "r+") as file:
                missing = set(controllers) - set(file.read().split())
                if missing:
                    file.write(" ".join(f"+{name}" for name in sorted(missing)))
            parent = Parent(os.open(folder, os.O_RDONLY | os.O_DIRECTORY), f"smol-grade-{os.getpid()}-")
            parent.child().remove()
        except OSError:  # not ours to set, or processes are in it
            continue
        return parent
    return None


def _candidates() -> list[str]:
    try:
        with open("/proc/self/cgroup") as file:
            own = next(line.rstrip("\n").split("::", 1)[1] for line in file if line.startswith("0::"))
        with open("/proc/self/mounts") as file:
            place = next(line.split()[1] for line in file if line.split()[2] == "cgroup2")
    except (OSError, StopIteration):
        return []
    folder = os.path.normpath(place + own)
    return [folder] if folder == place else [folder, os.path.dirname(folder)]

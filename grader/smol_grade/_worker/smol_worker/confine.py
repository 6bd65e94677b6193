"""What a process gives up before learner code runs in it, in the order that each step needs.

docs/design/0007 tells why each step is where it is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from . import kernel, landlock, seccomp

DEVICES = ("/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Confinement:
    """How far a worker is shut in."""

    user: int | None = None
    """The user and group id that it takes on; None keeps the one it has."""
    readable: tuple[str, ...] = ()
    """Files and folders for Landlock, beside the scratch folder; none: Landlock is not used."""
    writable: tuple[str, ...] = ()
    """The same for what it may write to."""
    filter: bytes = field(default=b"", repr=False)
    """The seccomp program; empty: seccomp is not used."""

    def enter(self, scratch: str, parent: int) -> None:
        """Give up everything that can be given up before the limits of a session are known."""
        kernel.drop_bounding_set()
        if self.user is not None:
            become(self.user)
        kernel.drop_capabilities()
        kernel.die_with_parent(parent)  # again: the lines above have cancelled it
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if self.readable:
            own = f"/proc/{os.getpid()}"
            landlock.restrict([*self.readable, *DEVICES, own], [scratch, "/dev/null", *self.writable])
        if self.filter:
            seccomp.load(self.filter)


def become(user: int) -> None:
    """Take on a user id that nobody else has, and no group but its own."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def step_back(user: int | None, parent: int) -> None:
    """As the first process of a namespace: keep nothing but the right to wait for children."""
    kernel.drop_bounding_set()
    if user is not None:
        become(user)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.drop_capabilities()
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.die_with_parent(parent)

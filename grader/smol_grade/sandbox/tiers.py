"""What the canaries of a sandbox have shown, and the tier that follows."""

from __future__ import annotations

from dataclasses import dataclass

TIERS = (1, 2, 3, 4)
CANARIES = (
    "secret_file",  # a file of the judge's that only its owner may read
    "product",  # the installed grader, its suites, the checkout
    "outside_file",  # a folder outside the scratch folder that everybody may write to
    "loopback",  # a server of ours on the loopback interface
    "sockets",  # any socket: UNIX, VSOCK, netlink, packet
    "judge_process",  # the judge's entry in /proc, its environment
    "signals",  # a signal to the judge
    "processes",  # as many processes as one likes
    "memory",  # more memory than allowed, in one process
    "memory_together",  # more memory than allowed, in several processes together
    "survivor",  # a daemonised process after the session's end
    "own_namespaces",  # mount, PID, network, IPC, UTS and cgroup namespaces of its own
)
"""What a canary tries to reach or to exceed. Each name has a text in the catalogues: `canary.NAME`."""
CLOSED = frozenset({"secret_file", "product", "outside_file", "loopback", "sockets"})
"""Files and network: what tier 3 holds."""


@dataclass(frozen=True)
class Canary:
    """One thing that was tried in a session, before any learner code."""

    name: str
    held: bool
    detail: str = ""
    """What happened, for people who repair the machine."""


@dataclass(frozen=True)
class Isolation:
    """How workers are kept apart here, and what of it holds."""

    kind: str
    """`namespaces`, `landlock`, `fork` or `spawn`."""
    canaries: tuple[Canary, ...] = ()
    missing: tuple[str, ...] = ()
    """Why nothing stronger: names with a text in the catalogues, `missing.NAME`, that says how to get it."""

    @property
    def leaks(self) -> tuple[str, ...]:
        """The canaries that did not hold; all, when none were sent."""
        held = {canary.name for canary in self.canaries if canary.held}
        return tuple(name for name in CANARIES if name not in held)

    @property
    def tier(self) -> int:
        """1 when everything holds, 2 all but namespaces, 3 files and network, else 4."""
        leaks = set(self.leaks)
        if not leaks:
            return 1
        if leaks == {"own_namespaces"}:
            return 2
        return 4 if leaks & CLOSED else 3

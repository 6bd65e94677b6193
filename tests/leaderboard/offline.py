"""Running the program where nothing reaches another machine, and where whatever tries to is written down.

Twice: a hook in every Python that is started (`programs/guard`), which also hears what is written where; and, where
the kernel lets us, a network of its own in which every address is this machine, whose kernel counts what is sent,
whoever sends it and in whatever language.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from .killing import PROGRAMS, ROOT

COUNTED = {"Tcp": ("ActiveOpens",), "Udp": ("OutDatagrams",)}
ALONE = """
ip link set lo up && ip route add local default dev lo && ip -6 route add local default dev lo 2>/dev/null
"$@"
code=$?
cat /proc/net/snmp > "$COUNTS"
grep Udp6OutDatagrams /proc/net/snmp6 >> "$COUNTS"
exit $code
"""


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str
    tried: tuple[str, ...]
    """Connections and names that were asked for, as the hook heard them."""
    written: tuple[str, ...]
    """Paths outside of the folders that may be written."""
    sent: int
    """Connections and datagrams that the kernel counted; 0 where it cannot be asked."""


def has_own_network() -> bool:
    """Whether this machine lets us make a network of our own."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    tried = ["unshare", "-rn", "sh", "-c", "ip link set lo up && ip route add local default dev lo"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


class Offline:
    """A home, a temporary folder and a workspace, all empty, and how to run something there."""

    def __init__(self, folder: Path) -> None:
        self.home, self.temporary, self.workspace = folder / "home", folder / "tmp", folder / "workspace"
        self._guard, self._counts = folder / "guard", folder / "counts"
        for path in (self.home, self.temporary, self.workspace, self._guard, self._counts):
            path.mkdir()
        shutil.copy(PROGRAMS / "guard" / "sitecustomize.py", self._guard)
        # devices, processes and control groups are no files that stay
        allowed = [f"{self.workspace}/", f"{self.temporary}/", "/dev/", "/proc/", "/sys/fs/cgroup/"]
        (self._guard / "allowed.txt").write_text("\n".join(allowed))
        self.own_network = has_own_network()

    def run(self, *command: str, stdin: str = "", timeout: float = 280) -> Ran:
        """Run Python with some words, without an account, a token or a variable of whoever tests."""
        tried, counts = self._guard / "tried.txt", self._counts / "counts"
        for path in (tried, counts):
            path.unlink(missing_ok=True)
        words = [sys.executable, *command]
        if self.own_network:
            words = ["unshare", "-rn", "sh", "-c", ALONE, "sh", *words]
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "COUNTS": str(counts),
            "LC_ALL": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": os.pathsep.join(map(str, (self._guard, ROOT / "grader", ROOT / "leaderboard"))),
        }
        done = subprocess.run(
            words,
            env=variables,
            cwd=self.workspace,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )
        lines = tried.read_text().splitlines() if tried.exists() else []
        kinds = {kind: tuple(line for line in lines if line.startswith(kind)) for kind in ("network", "written")}
        sent = _sent(counts.read_text()) if self.own_network else 0
        return Ran(done.returncode, done.stdout, done.stderr, kinds["network"], kinds["written"], sent)


def _sent(counts: str) -> int:
    """What the kernel has counted: connections that were begun, datagrams that were sent."""
    lines = [line.split() for line in counts.splitlines()]
    total = sum(int(line[1]) for line in lines if line[0] == "Udp6OutDatagrams")
    for names, values in itertools.pairwise(lines):
        kind = names[0].rstrip(":")
        if names[0] == values[0] and kind in COUNTED:
            total += sum(int(values[names.index(name)]) for name in COUNTED[kind])
    return total

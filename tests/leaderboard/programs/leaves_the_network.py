"""Tells whether sockets of IPv4 and IPv6 can be opened: before, after, and in a child after `leave_the_network`."""

import contextlib
import socket
import subprocess
import sys

from smol_leaderboard.judge.process import leave_the_network


def opens(family: int) -> bool:
    """Tell whether a socket can be opened."""
    with contextlib.suppress(PermissionError):
        socket.socket(family, socket.SOCK_STREAM).close()
        return True
    return False


before = opens(socket.AF_INET), opens(socket.AF_INET6)
leave_the_network()
after = opens(socket.AF_INET), opens(socket.AF_INET6)
child = subprocess.run(
    [sys.executable, "-c", "import socket; socket.create_server(('127.0.0.1', 0))"],
    stderr=subprocess.DEVNULL,
    check=False,
)
sys.stdout.write(f"here: {before[0]} {before[1]}, then {after[0]} {after[1]}, child: {child.returncode}\n")

"""A worker without `fork`: one fresh interpreter, started for one exercise, that serves all of its checks."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from . import kernel, limits
from .serve import Server


def run(config: dict[str, Any]) -> None:
    """Take the channel (a descriptor, or on Windows a socket handed over through standard input), limit, serve."""
    if config["channel"] is None:
        channel = socket.fromshare(sys.stdin.buffer.read())  # type: ignore[attr-defined]
    else:
        channel = socket.socket(fileno=config["channel"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    limits.enter(config["scratch"])
    if os.name == "posix":
        kernel.die_with_parent(config["parent"])
        limits.restrict(config["limits"])
    Server(channel.recv, channel.send).run()

"""The only part that starts processes: worker sessions for learner code, forked from a warm zygote or spawned.

What this version isolates: a separate process in its own session, a scrubbed environment, a scratch folder as home and
working directory, hard limits on memory, processor time, file size, descriptors and output, a deadline per call, and
everything killed at the end of the check. What it does not: the file system and the network (see SECURITY.md).
"""

from __future__ import annotations

import os
import sys

from .forked import ForkingSandbox
from .session import Sandbox, Session, SessionEnded
from .spawned import SpawningSandbox

__all__ = ["Sandbox", "Session", "SessionEnded", "chosen", "open_sandbox"]

SWITCH = "SMOL_GRADE_WORKERS"
"""Environment variable; `spawn` forces spawned workers where forked ones are possible."""


def chosen(isolation: str = "") -> str:
    """Return `fork` (Linux) or `spawn` (anywhere): the one asked for, or the better one that this machine has."""
    return isolation or os.environ.get(SWITCH, "") or ("fork" if sys.platform == "linux" else "spawn")


def open_sandbox(preload: tuple[str, ...], isolation: str = "") -> Sandbox:
    """Start a sandbox in the background; `preload` names the modules that its sessions find already imported."""
    return ForkingSandbox(preload) if chosen(isolation) == "fork" else SpawningSandbox(preload)

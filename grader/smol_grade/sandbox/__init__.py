"""The only part that starts processes: sessions for learner code, forked from a warm zygote or spawned.

Kinds, from the strongest: `namespaces` (a private root, network and process tree of its own, and everything below),
`landlock` (files, network, signals and system calls are restricted, the rest is shared), `fork` and `spawn` (a separate
process with limits). What of it holds on a machine is measured by canaries: `measure`. SECURITY.md says what each
covers.
"""

from __future__ import annotations

import functools
import os
import secrets
import sys
import tempfile
from dataclasses import replace

from ..errors import SandboxError
from .forked import ForkingSandbox
from .session import Sandbox, Session, SessionEnded
from .spawned import SpawningSandbox
from .tiers import Canary, Isolation

__all__ = ["KINDS", "Canary", "Isolation", "Sandbox", "Session", "SessionEnded", "chosen", "measure", "open_sandbox"]

SWITCH = "SMOL_GRADE_WORKERS"
"""Environment variable: the kind of sandbox, where the best one is not wanted."""
KINDS = ("namespaces", "landlock", "fork", "spawn")


def chosen(isolation: str = "") -> str:
    """Return the kind that was asked for, in code or by the environment; empty: the best that can be had."""
    wanted = isolation or os.environ.get(SWITCH, "")
    if wanted and wanted not in KINDS:
        raise SandboxError(f"{SWITCH}={wanted}: {', '.join(KINDS)}")
    return wanted


def open_sandbox(
    preload: tuple[str, ...], isolation: str = "", assets: tuple[str, ...] = (), targets: str = ""
) -> Sandbox:
    """Start a sandbox in the background; `preload` names the modules that its sessions find already imported.

    `assets` are files and folders that learner code may read, `targets` a folder to make for canaries. The best kind of
    sandbox, if none is asked for.
    """
    kind = chosen(isolation)
    if kind == "spawn" or sys.platform != "linux":
        return SpawningSandbox(preload)
    return ForkingSandbox(preload, kind or KINDS[0], strict=bool(kind), assets=assets, targets=targets)


@functools.cache
def measure(isolation: str = "") -> Isolation:
    """Return what a sandbox of this kind holds here, or the best kind: measured once a process, in under a second."""
    from .probe import probe

    kind = chosen(isolation)
    targets = os.path.join(tempfile.gettempdir(), f"smol-grade-{secrets.token_hex(8)}")
    sandbox = open_sandbox((), kind, targets=targets)
    try:
        found = probe(sandbox, targets)
    finally:
        sandbox.close()
    if sys.platform != "linux":
        return replace(found, missing=("not_linux",))
    return replace(found, missing=("forced", *found.missing)) if kind not in ("", KINDS[0]) else found

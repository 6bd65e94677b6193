"""Landlock: which files a process may touch, no TCP, no signals and no abstract sockets beyond its own domain.

Rules can only add up to what is allowed: what is not named is refused, and nothing below a named folder can be taken
out again. Numbers: linux/landlock.h, the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable

from . import kernel

SYS_CREATE_RULESET, SYS_ADD_RULE, SYS_RESTRICT_SELF = 444, 445, 446
ASK_VERSION = 1
RULE_PATH_BENEATH = 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
READING = EXECUTE | READ_FILE | READ_DIR
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
EVERY_RIGHT = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""File rights that each version of the interface knows; none is left out of what is refused."""
TCP_SINCE, SCOPES_SINCE = 4, 6
BIND_AND_CONNECT = 3
ABSTRACT_SOCKETS_AND_SIGNALS = 3


def version() -> int:
    """Return the version of the interface, 0 where the kernel has none."""
    found: int = kernel.libc().syscall(SYS_CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    return max(found, 0)


def restrict(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Confine this process and its children to these files and folders; raise `OSError` without Landlock.

    Paths that do not exist are passed over. Needs `no_new_privs`.
    """
    found = version()
    if not found:
        raise OSError("the kernel has no Landlock")
    rights = EVERY_RIGHT[min(found, 5)]
    tcp = BIND_AND_CONNECT if found >= TCP_SINCE else 0
    scopes = ABSTRACT_SOCKETS_AND_SIGNALS if found >= SCOPES_SINCE else 0
    size = 8 if found < TCP_SINCE else 16 if found < SCOPES_SINCE else 24
    attributes = struct.pack("QQQ", rights, tcp, scopes)[:size]
    ruleset = kernel.libc().syscall(SYS_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    kernel.checked(ruleset, "landlock_create_ruleset")
    for paths, allowed in ((readable, READING), (writable, rights)):
        for path in paths:
            _allow(ruleset, path, allowed & rights)
    kernel.checked(kernel.libc().syscall(SYS_RESTRICT_SELF, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        target = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(target).st_mode):
            rights &= OF_A_FILE
        rule = struct.pack("=Qi", rights, target)
        added = kernel.libc().syscall(SYS_ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
        kernel.checked(added, f"landlock_add_rule {path}")
    finally:
        os.close(target)

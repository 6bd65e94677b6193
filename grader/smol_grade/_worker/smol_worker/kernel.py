"""The kernel's own calls, which Python does not offer: namespaces, mounts, capabilities (Linux, through ctypes).

Each raises `OSError` when the kernel refuses. Names and numbers: man 2 of each call; linux/sched.h, linux/mount.h,
linux/prctl.h, linux/capability.h.
"""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_PRIVATE = 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

SYS_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
CAPABILITY_VERSION_3 = 0x20080522
EVERY_CAPABILITY = 64
MAX_DESCRIPTORS = 65536
"""More than this package ever opens."""


@functools.cache
def libc() -> ctypes.CDLL:
    """Return the C library that this interpreter runs on."""
    return ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """Return the result of a system call; raise what it set errno to."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int = 0) -> None:
    """Set an attribute of this process."""
    arguments = [ctypes.c_ulong(number) for number in (value, 0, 0, 0)]
    checked(libc().prctl(option, *arguments), f"prctl {option}")


def unshare(flags: int) -> None:
    """Enter new namespaces (a new PID namespace: the next child does)."""
    checked(libc().unshare(flags), "unshare")


def setns(namespace: int) -> None:
    """Enter the namespace that a descriptor of /proc/PID/ns stands for (a PID namespace: the next child does)."""
    checked(libc().setns(namespace, 0), "setns")


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, options: str = "") -> None:
    """Mount a file system, bind a folder or a file, or change how one is mounted."""
    given = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    data = os.fsencode(options) if options else None
    checked(libc().mount(*given, ctypes.c_ulong(flags), data), f"mount {target}")


def pivot_root(new: str) -> None:
    """Make a mounted folder the root, and let go of everything outside it."""
    os.chdir(new)
    checked(libc().syscall(SYS_PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root")
    checked(libc().umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")


def drop_bounding_set() -> None:
    """Give up every capability that a program could bring back. Needs CAP_SETPCAP; without it there is none to drop."""
    for capability in range(EVERY_CAPABILITY):
        if libc().prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
            break
    libc().prctl(PR_CAP_AMBIENT, ctypes.c_ulong(PR_CAP_AMBIENT_CLEAR_ALL), 0, 0, 0)


def drop_capabilities() -> None:
    """Give up the capabilities that this process has."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    checked(libc().capset(header, bytes(24)), "capset")


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies; leave at once if it already has.

    A change of credentials (`setresuid`, `capset`, a new user namespace) silently cancels this: ask again after it.
    """
    if sys.platform != "linux":
        return
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def close_all_but(*kept: int) -> None:
    """Close every descriptor but standard input, output, error and these."""
    low = 3
    for number in sorted({*kept, MAX_DESCRIPTORS}):
        os.closerange(low, number)
        low = max(low, number + 1)

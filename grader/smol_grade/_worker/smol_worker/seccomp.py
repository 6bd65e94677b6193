"""Which system calls learner code is refused. Built once, by libseccomp; each worker only loads the finished program.

A deny list: an allow list would break honest learners with every release of torch. So every call is here that reaches
beyond the worker's own memory, files and children, that hides memory from those who count it, or that has a long
history of flaws in the kernel and no use in a course. Calls that are newer than this list do not exist for the worker.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import tempfile

from . import kernel

DENIED = {
    "looks into other processes": "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease "
    "pidfd_getfd kcmp perf_event_open lookup_dcookie",
    "changes what is mounted where": "mount umount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig "
    "fsmount fspick mount_setattr quotactl quotactl_fd swapon swapoff",
    "enters or makes namespaces": "unshare setns",
    "opens files past every check": "name_to_handle_at open_by_handle_at",
    "reaches the network, or other processes through it": "socket socketpair",
    "runs in the kernel, or lets it act later": "bpf io_uring_setup io_uring_enter io_uring_register userfaultfd "
    "init_module finit_module delete_module kexec_load kexec_file_load io_setup io_submit",
    "keeps secrets or memory where nobody counts it": "memfd_secret keyctl add_key request_key msgget semget shmget "
    "mq_open",
    "watches files": "fanotify_init inotify_init inotify_init1",
    "changes the machine": "acct reboot syslog settimeofday clock_settime clock_adjtime adjtimex sethostname "
    "setdomainname iopl ioperm vhangup nfsservctl uselib _sysctl sysfs ustat modify_ldt vm86 vm86old personality",
    "moves memory between nodes": "mbind set_mempolicy set_mempolicy_home_node migrate_pages move_pages",
}
"""Refused with EPERM, by what they do."""
ABSENT = ("memfd_create", "clone3")
"""Answered with ENOSYS, so that libraries fall back. Pages of an unmapped memfd are in nobody's count; the flags of
clone3 lie in memory, where a filter cannot read them."""
NAMESPACE_FLAGS = (
    kernel.CLONE_NEWNS,
    kernel.CLONE_NEWCGROUP,
    kernel.CLONE_NEWUTS,
    kernel.CLONE_NEWIPC,
    kernel.CLONE_NEWUSER,
    kernel.CLONE_NEWPID,
    kernel.CLONE_NEWNET,
)
TERMINAL_INPUT = (0x5412, 0x541C)
"""ioctl: TIOCSTI types into a terminal, TIOCLINUX pastes into one."""
NEWEST = 462
"""mseal, Linux 6.10: the numbers above it are answered with ENOSYS. The same on every architecture since 5.0."""

ALLOW_NUMBERS = struct.pack("HBBI", 0x20, 0, 0, 0) + struct.pack("HBBI", 0x25, 0, 1, NEWEST)
"""BPF: load the call's number; if it is not greater than `NEWEST`, skip the next instruction."""
REFUSE_NEWER = struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | errno.ENOSYS)
INSTRUCTION = 8
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2


def program() -> bytes:
    """Return the filter as a BPF program. Raises `ImportError` or `OSError` where libseccomp is not installed."""
    try:
        import pyseccomp as libseccomp
    except RuntimeError as error:  # the Python package is there, the library that it loads is not
        raise ImportError(str(error)) from None
    chosen = libseccomp.SyscallFilter(libseccomp.ALLOW)  # calls of foreign architectures are killed
    for names in DENIED.values():
        for name in names.split():
            _add(chosen, libseccomp.ERRNO(errno.EPERM), name)
    for name in ABSENT:
        _add(chosen, libseccomp.ERRNO(errno.ENOSYS), name)
    for flag in NAMESPACE_FLAGS:
        only = libseccomp.Arg(0, libseccomp.MASKED_EQ, flag, flag)
        _add(chosen, libseccomp.ERRNO(errno.EPERM), "clone", only)
    for request in TERMINAL_INPUT:
        only = libseccomp.Arg(1, libseccomp.MASKED_EQ, 0xFFFFFFFF, request)
        _add(chosen, libseccomp.ERRNO(errno.EPERM), "ioctl", only)
    with tempfile.TemporaryFile() as file:
        chosen.export_bpf(file)
        file.seek(0)
        exported = file.read()
    return ALLOW_NUMBERS + REFUSE_NEWER + exported


def _add(chosen: object, action: int, name: str, *arguments: object) -> None:
    try:
        chosen.add_rule(action, name, *arguments)  # type: ignore[attr-defined]
    except (RuntimeError, ValueError, OSError):  # a call that this architecture, or this libseccomp, does not know
        pass


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def load(bpf: bytes) -> None:
    """Put this process and its children under the filter, for good. Needs `no_new_privs`."""
    buffer = ctypes.create_string_buffer(bpf, len(bpf))
    loaded = _Program(len(bpf) // INSTRUCTION, ctypes.addressof(buffer))
    arguments = (ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(loaded), ctypes.c_ulong(0), ctypes.c_ulong(0))
    if kernel.libc().prctl(PR_SET_SECCOMP, *arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")

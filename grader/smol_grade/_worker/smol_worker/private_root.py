"""The private root: what exists for learner code. Built once by the zygote, in a mount namespace of its own.

A small file system in memory, into which exactly the judge's list is bound, read-only: the interpreter, the course's
libraries, this package, the assets. What the list names as covered (the grader, its suites, a checkout, a home folder)
is covered where it lies inside something that is bound. Every session inherits this root and adds a scratch folder and
a /proc of its own; when the last process is gone, so is all of it, also after SIGKILL.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from . import kernel

PLACES = ("/mnt", "/media", "/srv", "/var/tmp", "/boot", "/run", "/opt", "/tmp")
"""Folders that a file system may be mounted on, seen by nobody outside the namespace."""
SCRATCH_MB = 64
SCRATCH_FILES = 4096
SHARED, SHARED_MB, SHARED_FILES = "/dev/shm", 16, 256
"""For POSIX shared memory: torch shares a tensor when a streamed data set is trained on."""
ROOT_OPTIONS = "size=4m,nr_inodes=20000,mode=755"
DEVICES = ("null", "zero", "full", "random", "urandom")
WORKER = "/worker"
"""Where this package lies in the private root."""
SYS_MOUNT_SETATTR = 442
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
READ_ONLY, NO_SETUID, NO_DEVICES = 1, 2, 4


@dataclass(frozen=True)
class PrivateRoot:
    """Where the private root stands, as the zygote sees it."""

    path: str
    scratch: str
    """The scratch folder: the same path for the zygote and, in the private root, for learner code."""

    def enter(self, owner: int, group: int) -> None:
        """In a session's own namespaces, as the first process: add scratch folder and /proc, leave all else behind."""
        flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
        for place, size, files in ((self.scratch, SCRATCH_MB, SCRATCH_FILES), (SHARED, SHARED_MB, SHARED_FILES)):
            options = f"size={size}m,nr_inodes={files},mode=700,uid={owner},gid={group}"
            kernel.mount("tmpfs", self.path + place, "tmpfs", flags, options)
        proc = f"{self.path}/proc"
        try:
            kernel.mount("proc", proc, "proc", flags, "hidepid=invisible,subset=pid")
        except OSError:  # before Linux 5.8
            kernel.mount("proc", proc, "proc", flags)
        kernel.pivot_root(self.path)


def build(visible: list[str], covered: list[str], worker: str) -> PrivateRoot:
    """Enter a mount namespace (and, without privileges, a user and a PID namespace) and build the root there.

    `visible` and `covered` are absolute paths; `worker` is the folder of this package. Raises `OSError` where the
    kernel refuses.
    """
    if os.geteuid() != 0:
        _own_user_namespace()
    if not _comes_back():
        _own_pid_namespace()
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    place = _place([*visible, *covered, worker])
    kernel.mount("tmpfs", place, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, ROOT_OPTIONS)
    scratch = f"{place}/scratch"
    root = PrivateRoot(f"{place}/root", scratch)
    for folder in (scratch, root.path):
        os.mkdir(folder, 0o755)
    with open(f"{place}/empty", "w"):
        pass
    kernel.mount(root.path, root.path, None, kernel.MS_BIND)  # only a mount can become a root
    _furnish(root, f"{place}/empty", visible, covered)
    _bind(worker, root.path + WORKER)
    _read_only(root.path)
    for name in DEVICES:
        kernel.mount(f"/dev/{name}", f"{root.path}/dev/{name}", None, kernel.MS_BIND)
    os.chmod(place, 0o711)
    return root


def _own_user_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _comes_back() -> bool:
    """Return whether this process may enter its own PID namespace.

    Whoever forks into another one has to come back, or has no threads any more, and the kernel allows that only with
    rights in the user namespace that the own one belongs to.
    """
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        kernel.setns(own)
    except OSError:
        return False
    finally:
        os.close(own)
    return True


def _own_pid_namespace() -> None:
    """Go on in a child, process 1 of a new PID namespace; this process waits for it and ends as it does."""
    kernel.unshare(kernel.CLONE_NEWPID)
    child = os.fork()
    if child == 0:
        kernel.die_with_parent(0)
        return
    kernel.close_all_but()
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _place(needed: list[str]) -> str:
    """Return a folder that a file system can be mounted on without hiding anything that is needed."""
    real = [os.path.realpath(path) + "/" for path in needed]
    for place in PLACES:
        hidden = any(path.startswith(f"{place}/") for path in [*real, *(f"{path}/" for path in needed)])
        if os.path.isdir(place) and os.path.realpath(place) == place and not hidden:
            return place
    raise OSError("no folder to mount the private root on")


def _furnish(root: PrivateRoot, empty: str, visible: list[str], covered: list[str]) -> None:
    """Bind what is visible and cover what is not, outer folders first, so that each can lie inside the other."""
    for path in sorted({*visible, *covered}):
        target = root.path + path
        if path in covered:
            if os.path.isdir(target) and not os.path.islink(target):
                kernel.mount("tmpfs", target, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=64k,mode=755")
            elif os.path.lexists(target):
                kernel.mount(empty, target, None, kernel.MS_BIND)
        elif os.path.islink(path) and os.path.dirname(path) == "/":  # /lib -> usr/lib
            os.symlink(os.readlink(path), target)
        elif os.path.lexists(path):
            _bind(path, target)
    for folder in ("dev", "dev/shm", "proc", WORKER[1:], root.scratch[1:]):
        os.makedirs(f"{root.path}/{folder}", 0o755, exist_ok=True)
    if not os.path.lexists(f"{root.path}/tmp"):
        os.symlink(root.scratch, f"{root.path}/tmp")
    for name in DEVICES:
        with open(f"{root.path}/dev/{name}", "w"):
            pass


def _bind(source: str, target: str) -> None:
    if os.path.isdir(source):
        os.makedirs(target, 0o755, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
        if not os.path.lexists(target):
            with open(target, "w"):
                pass
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)


def _read_only(path: str) -> None:
    """Make a mount and everything below it read-only, without set-user-id programs and devices."""
    import ctypes
    import struct

    attributes = struct.pack("QQQQ", READ_ONLY | NO_SETUID | NO_DEVICES, 0, 0, 0)
    size = ctypes.c_size_t(len(attributes))
    arguments = (AT_FDCWD, os.fsencode(path), AT_RECURSIVE, attributes, size)
    kernel.checked(kernel.libc().syscall(SYS_MOUNT_SETATTR, *arguments), "mount_setattr")

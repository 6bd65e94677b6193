"""One session's processes: supervisor, init, worker. The supervisor holds no learner code and is beyond its reach.

With namespaces: the supervisor makes them and forks the init (process 1 of the new PID namespace), which moves into the
private root. Both are forked from the keeper, which is small; the worker is forked from the zygote, which has the
libraries, and enters the namespaces (`entering.py`). When worker or init ends, the supervisor sees to it that both do,
and the kernel ends every other process of the namespace. Without: the supervisor is forked from the zygote, forks the
worker, is the parent of its orphans, and ends them one by one.

The supervisor reports to the zygote over a link: first what the session can be reached and ended by, at last how it
ended. It also measures the session's memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

from . import kernel, limits, memory
from .cgroup import Group
from .confine import Confinement, become, step_back
from .folders import remove
from .private_root import PrivateRoot

NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWCGROUP
)
SPACES = ("cgroup", "uts", "ipc", "net", "mnt", "pid")
"""The same namespaces, as /proc names them."""
LOOK_EVERY_S = 0.05
GONE_WITHIN_S = 5.0
READY = b"r"

Work = Callable[[], None]


class Supervisor:
    """Runs in a child of the zygote until the session is over."""

    def __init__(self, link: socket.socket, scratch: str, confinement: Confinement) -> None:
        self._link = link
        self._scratch = scratch
        self._confinement = confinement
        self._cause = ""
        self._allowed = 0
        self._shared = 0
        """Bytes that a worker begins with, as its parent had them."""

    def run(self) -> None:
        """Start the session's processes, tell what they can be reached by, and wait for the end."""
        raise NotImplementedError

    def _watch(self, ended: int, processes: Callable[[], list[int]]) -> None:
        """Until it is over (`ended` is readable) or the zygote wants it to be: count its processes, weigh them."""
        link = self._link.fileno()
        waiting = select.poll()
        waiting.register(ended, select.POLLIN)
        waiting.register(link, select.POLLIN | select.POLLHUP)
        while True:
            ready = dict(waiting.poll(LOOK_EVERY_S * 1000 if self._allowed else None))
            if any(one != link for one in ready):
                return
            if ready:
                order, handles = _received(self._link)
                for handle in handles:  # of the worker that has entered
                    waiting.register(handle, select.POLLIN)
                if not {"memory_mb", "inherited"} & set(order):  # to end it, or the zygote is gone
                    return
                self._shared = order.get("inherited", self._shared)
                if "memory_mb" in order:
                    self._allowed = order["memory_mb"] * 2**20
                    self._begun(order)
            else:
                found = processes()
                if len(found) > limits.PROCESSES:  # the kernel counts them only for a user id of our own
                    self._cause = "processes"
                    return
                if memory.exceeds(found, self._allowed, self._shared):
                    self._cause = "memory"
                    return

    def _begun(self, order: dict[str, Any]) -> None:
        """Hear the limits of the session that begins."""

    def _report(self, answer: dict[str, Any], descriptors: list[int]) -> None:
        socket.send_fds(self._link, [json.dumps(answer).encode()], descriptors)

    def _finish(self, **more: object) -> None:
        with contextlib.suppress(OSError):  # the zygote is gone
            self._report({"cause": self._cause, **more}, [])


class InNamespaces(Supervisor):
    """A session in namespaces and a private root of its own."""

    def __init__(
        self,
        link: socket.socket,
        root: PrivateRoot,
        confinement: Confinement,
        init_user: int | None,
        group: Group | None,
    ) -> None:
        super().__init__(link, root.scratch, confinement)
        self._group = group
        self._root = root
        self._init_user = init_user

    def run(self) -> None:
        """See `Supervisor.run`."""
        kernel.die_with_parent(os.getppid())
        kernel.unshare(NAMESPACES)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        init = os.fork()
        if init == 0:
            try:
                ours.close()
                if self._group is not None:
                    self._group.join()
                self._init(theirs)
            except BaseException as error:
                _say(theirs, error)
            finally:
                os._exit(70)
        theirs.close()
        said, spaces, _, _ = socket.recv_fds(ours, 500, len(SPACES))
        ours.close()
        if said != READY:
            raise OSError(f"init: {said.decode(errors='replace')}")
        handle = os.pidfd_open(init)
        folder = os.open(self._scratch, os.O_RDONLY | os.O_DIRECTORY)
        group = "" if self._group is None else self._group.name
        told = {"user": self._confinement.user, "group": group}
        self._report(told, [handle, folder, os.pidfd_open(os.getpid()), *spaces])
        for number in (folder, *spaces):
            os.close(number)
        self._watch(handle, lambda: [pid for pid in memory.members() if pid != 1])
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.waitpid(init, 0)  # returns when the namespace is empty, its worker waited for by the zygote
        if self._group is not None:
            self._cause = "memory" if self._group.ran_out() else self._cause
            self._group.remove()
        self._finish()

    def _begun(self, order: dict[str, Any]) -> None:
        if self._group is not None:
            self._group.bound(order["memory_mb"], limits.PROCESSES)

    def _init(self, telling: socket.socket) -> None:
        """As process 1: move into the private root, tell where that is, and be there until the supervisor ends it."""
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        socket.sethostname("worker")
        user = self._confinement.user
        self._root.enter(os.geteuid() if user is None else user, os.getegid() if user is None else user)
        spaces = [os.open(f"/proc/self/ns/{name}", os.O_RDONLY) for name in SPACES]
        for number in range(1, signal.NSIG):  # SIGCHLD too: orphans of the worker's leave nothing to wait for
            with contextlib.suppress(OSError, ValueError):
                signal.signal(number, signal.SIG_IGN)
        step_back(self._init_user, 0)
        # fails, and ends us, when the supervisor has died before we asked to die with it
        socket.send_fds(telling, [READY], spaces)
        os.closerange(0, 4096)
        while True:
            signal.pause()


class WithoutNamespaces(Supervisor):
    """A session whose processes are found as our descendants, orphans included. Runs in a child of the zygote."""

    def __init__(self, link: socket.socket, scratch: str, confinement: Confinement, work: Work) -> None:
        super().__init__(link, scratch, confinement)
        self._work = work
        self._shared = memory.inherited()
        self._status: int | None = None

    def run(self) -> None:
        """See `Supervisor.run`."""
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        if self._confinement.user is not None:
            os.chown(self._scratch, self._confinement.user, self._confinement.user)
        worker = os.fork()
        if worker == 0:
            do(self._work, self._confinement, self._scratch)
        handle = os.pidfd_open(worker)
        folder = os.open(self._scratch, os.O_RDONLY | os.O_DIRECTORY)
        try:
            try:
                self._report({}, [handle, folder])
                self._watch(handle, lambda: list(memory.descendants(os.getpid())))
            finally:
                os.close(folder)
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(handle, signal.SIGKILL)
                _, self._status = os.waitpid(worker, 0)
                self._end_descendants()
            self._finish(status=self._status)
        finally:  # nobody waits for it: folders may be nested by the thousand
            self._remove_scratch()

    def _remove_scratch(self) -> None:
        """Delete the scratch folder, at first as its owner: root in a container may lack the right to do it itself."""
        if self._confinement.user is not None:
            child = os.fork()
            if child == 0:
                try:
                    become(self._confinement.user)
                    remove(self._scratch)
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
        remove(self._scratch)

    def _end_descendants(self) -> None:
        """Kill and reap until there is no child left: orphans come to us."""
        deadline = time.monotonic() + GONE_WITHIN_S
        while time.monotonic() < deadline:
            for pid in memory.descendants(os.getpid()):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            time.sleep(0.002)


def do(work: Work, confinement: Confinement, scratch: str) -> None:
    """In the worker: shut yourself in and do the work. Never returns."""
    code = 70
    try:
        parent = os.getppid()
        os.setsid()
        kernel.die_with_parent(parent)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        limits.enter(scratch)
        confinement.enter(scratch, parent)
        work()
        code = 0
    finally:
        os._exit(code)


def _say(telling: socket.socket, error: BaseException) -> None:
    with contextlib.suppress(OSError):
        telling.send(f"{type(error).__name__}: {error}".encode()[:400])


def _received(link: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return an order of the zygote's, and what came with it; an empty one when it is gone."""
    try:
        message, handles, _, _ = socket.recv_fds(link, 4096, 1)
    except OSError:
        return {}, []
    order: dict[str, Any] = json.loads(message) if message else {}
    return order, handles

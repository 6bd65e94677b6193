"""Sessions forked from a warm zygote (Linux): libraries are imported once, every check gets fresh processes."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import tempfile
import threading
from typing import Any

from ..course import Limits
from ..errors import SandboxError
from ..records import Reason
from ..wire import BadFrame, Channel, Unsolicited
from .layout import START, layout
from .session import Ended, Ending, Output, Session, command, remove, start_environment

READY_WITHIN_S = 180.0
ANSWER_WITHIN_S = 15.0
LARGEST_ORDER = 60_000
"""Bytes of one message to the zygote."""
SHARED_KINDS = ("tokenizer", "pretrained_tokenizer")
KEPT_ASSETS = 8
"""Assets that the zygote keeps, the newest."""
CAUSES = {"memory": Reason.MEMORY, "processes": Reason.PROCESSES}
"""Why the zygote's side may have ended a session."""


class ForkingSandbox:
    """Holds the zygote. Construction returns at once; the first session waits until the libraries are imported.

    `kind` is `namespaces`, `landlock` or `fork`; unless `strict`, the zygote takes the next weaker one where it cannot
    be had. `assets` are files and folders that workers may read, `targets` a folder to make for canaries.
    """

    def __init__(
        self, preload: tuple[str, ...], kind: str, *, strict: bool, assets: tuple[str, ...] = (), targets: str = ""
    ) -> None:
        self._preload = list(preload)
        self._kind = kind
        self._strict = strict
        self._layout = layout(assets)
        self._targets = targets
        self._busy = threading.Lock()
        self._wanted: set[str] = set()
        self._missing: tuple[str, ...] = ()
        self._start()

    @property
    def isolation(self) -> str:
        """The kind of room that the sessions are in. Waits until the zygote has prepared them."""
        self._await_ready()
        return self._kind

    @property
    def missing(self) -> tuple[str, ...]:
        """Why the sessions are in no stronger kind of room. Waits until the zygote has prepared them."""
        self._await_ready()
        return self._missing

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        lifeline, self._lifeline = os.pipe()
        self._folder = os.path.join(tempfile.gettempdir(), f"smol-grade-{secrets.token_hex(8)}")  # the zygote makes it
        config = {"mode": "zygote", "control": theirs.fileno(), "lifeline": lifeline, "preload": self._preload}
        rooms = {
            "kind": self._kind,
            "strict": self._strict,
            "folder": self._folder,
            "targets": self._targets,
            "visible": self._layout.visible,
            "covered": self._layout.covered,
            "readable": self._layout.entries if self._kind != "fork" else (),
            "worker": str(START.parent),
        }
        try:
            self._control.send(json.dumps(rooms).encode())
            self._process = subprocess.Popen(
                command(config),
                env=start_environment(),
                cwd="/",
                pass_fds=[theirs.fileno(), lifeline],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            os.close(self._lifeline)
            raise SandboxError(f"cannot start {error.filename or 'Python'}: {error.strerror}") from error
        finally:
            theirs.close()
            os.close(lifeline)
        self._ready = False
        self._problem = ""
        self._warm: set[str] = set()
        self._owed = 0
        self._assets: list[str] = []

    def warm(self, libraries: list[str]) -> None:
        """Have the zygote import libraries before its next fork; those that fail are left to the sessions."""
        self._wanted.update(libraries)

    def session(self, exercise: str, limits: Limits, *, untouched: bool = False) -> Session:  # noqa: ARG002 - each is a fork
        """Fork a fresh worker; from a new zygote if learner code has ended the last one."""
        self._busy.acquire()
        try:
            self._await_ready()
            try:
                return self._fork(limits)
            except SandboxError:
                self._process.kill()
                self.close()
                self._start()
                self._await_ready()
                return self._fork(limits)
        except BaseException:
            self._busy.release()
            raise

    def _import_wanted(self) -> None:
        new = sorted(self._wanted - self._warm)
        if new:
            self._warm.update(new)
            self._order({"op": "warm", "libraries": new})
            self._answer(READY_WITHIN_S)

    def _fork(self, limits: Limits) -> Session:
        self._import_wanted()
        ours, theirs = socket.socketpair()
        out_read, out_write = os.pipe()
        bounds = {"memory_mb": limits.memory_mb, "file_mb": limits.file_mb, "cpu_s": limits.cpu_s}
        order = json.dumps({"op": "fork", "limits": bounds}).encode()
        try:
            socket.send_fds(self._control, [order], [theirs.fileno(), out_write])
            answer, handles = self._answer_with_handles(ANSWER_WITHIN_S)
            if not handles:
                raise SandboxError(f"a session cannot be made: {answer.get('error')}")
        except (OSError, SandboxError) as error:
            os.close(out_read)
            ours.close()
            raise error if isinstance(error, SandboxError) else self._gone(error) from error
        finally:
            theirs.close()
            os.close(out_write)
        process = _Handle(handles[0])
        output = Output(out_read, process.kill)
        output.restart(limits.output_mb * 2**20)
        channel = Channel(ours)

        def finish(how: Ending) -> Ended:
            channel.close()
            try:
                return self._end(how)
            finally:
                process.close()
                os.close(handles[1])

        def end(how: Ending) -> Ended:
            try:
                return finish(how)
            finally:
                self._busy.release()

        try:
            channel.exchange({"op": "hello"}, ANSWER_WITHIN_S)
        except (EOFError, TimeoutError, BadFrame, Unsolicited) as error:
            finish(Ending.BROKEN)
            raise SandboxError(f"a worker did not start: {error}") from None
        shared = frozenset(self._assets)
        return Session(channel, output, end, shared, self._share, scratch=handles[1], kill=process.kill)

    def _end(self, how: Ending) -> Ended:
        """Have the zygote end the session; when the answer has come, nothing of it is left."""
        try:
            self._order({"op": "end", "closed": how is Ending.CLOSED})
            if how is Ending.DONE:
                self._owed += 1  # cleaning up goes on while the judge does; the zygote answers in order
                return Ended()
            answer = self._answer(ANSWER_WITHIN_S)
        except SandboxError:  # the next session finds out, and starts another zygote
            return Ended(signal.SIGKILL)
        return Ended(answer.get("status"), CAUSES.get(str(answer.get("cause"))))

    def _share(self, asset: dict[str, Any]) -> None:
        """Have the zygote build a tokenizer once, so that later forks begin with it. Its data is the judge's own."""
        if asset["kind"] not in SHARED_KINDS:
            return
        order = {"op": "asset", **asset}
        if len(json.dumps(order)) > LARGEST_ORDER:
            return
        self._order(order)
        self._owed += 1
        self._assets = [*self._assets[1 - KEPT_ASSETS :], asset["name"]]

    def rest(self) -> None:
        """Have the worker that was forked ahead replaced: it has stood beside the last grading's learner code."""
        if self._ready:
            with contextlib.suppress(SandboxError):  # the next session finds out, and starts another zygote
                self._order({"op": "rest"})
                self._owed += 1

    def close(self) -> None:
        """Let the zygote go: it kills what is left and deletes its folders. One that still imports is killed."""
        self._control.close()
        with contextlib.suppress(OSError):  # closed before
            os.close(self._lifeline)
        if not self._ready:
            self._process.kill()
        try:
            self._process.wait(ANSWER_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for folder in filter(None, (self._folder, self._targets)):
            remove(folder)  # still there only if the zygote was killed

    def _order(self, order: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(order).encode())
        except OSError as error:
            raise self._gone(error) from error

    def _gone(self, error: OSError) -> SandboxError:
        return SandboxError(f"the zygote is gone ({error.strerror})")

    def _await_ready(self) -> None:
        if self._ready:
            return
        if self._problem:  # the zygote is gone, and has said why
            raise SandboxError(self._problem)
        answer = self._answer(READY_WITHIN_S)
        if "error" in answer:
            kept = f"workers cannot be kept apart by {answer['kind']}" if "kind" in answer else ""
            self._problem = f"{kept or 'the worker libraries cannot be imported'}: {answer['error']}"
            raise SandboxError(self._problem)
        self._kind, self._missing = answer["kind"], tuple(answer["missing"])
        self._ready = True

    def _answer(self, seconds: float) -> dict[str, Any]:
        """Return the answer to the last order, past those that nobody waited for."""
        answer, handles = self._answer_with_handles(seconds)
        for handle in handles:
            os.close(handle)
        return answer

    def _answer_with_handles(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        while self._owed:
            self._owed -= 1
            self._next_answer(ANSWER_WITHIN_S)
        return self._next_answer(seconds)

    def _next_answer(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self._control.settimeout(seconds)
        try:
            message, handles, _, _ = socket.recv_fds(self._control, 65536, 2)
        except TimeoutError:
            raise SandboxError(f"the zygote did not answer within {seconds:g} s") from None
        except OSError as error:
            raise self._gone(error) from error
        if not message:
            raise SandboxError(f"the zygote ended with status {self._process.wait()}")
        answer: dict[str, Any] = json.loads(message)
        return answer, handles


class _Handle:
    """Ends a session from any thread: no process that comes to have its number can be met."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def kill(self) -> None:
        """Kill the session's first process, and with it the session."""
        with self._lock, contextlib.suppress(ProcessLookupError):
            if self._descriptor >= 0:
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            os.close(self._descriptor)
            self._descriptor = -1

"""Sessions forked from a warm zygote (Linux): libraries are imported once, every check gets a fresh process."""

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
from ..wire import BadFrame, Channel, Unsolicited
from .session import Output, Session, command, remove, start_environment

READY_WITHIN_S = 180.0
ANSWER_WITHIN_S = 10.0
LARGEST_ORDER = 60_000
"""Bytes of one message to the zygote."""
SHARED_KINDS = ("tokenizer", "pretrained_tokenizer")
KEPT_ASSETS = 8
"""Assets that the zygote keeps, the newest."""


class ForkingSandbox:
    """Holds the zygote. Construction returns at once; the first session waits until the libraries are imported."""

    isolation = "fork"

    def __init__(self, preload: tuple[str, ...]) -> None:
        self._preload = list(preload)
        self._busy = threading.Lock()
        self._wanted: set[str] = set()
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._folder = os.path.join(tempfile.gettempdir(), f"smol-grade-{secrets.token_hex(8)}")  # the zygote makes it
        config = {
            "mode": "zygote",
            "control": theirs.fileno(),
            "preload": self._preload,
            "folder": self._folder,
        }
        try:
            self._process = subprocess.Popen(
                command(config),
                env=start_environment(),
                cwd="/",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxError(f"cannot start {error.filename or 'Python'}: {error.strerror}") from error
        finally:
            theirs.close()
        self._ready = False
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
        try:
            order = json.dumps({"op": "fork", "limits": bounds}).encode()
            socket.send_fds(self._control, [order], [theirs.fileno(), out_write])
        except OSError as error:
            os.close(out_read)
            ours.close()
            raise SandboxError(f"the zygote is gone ({error.strerror})") from error
        finally:
            theirs.close()
            os.close(out_write)
        answer = self._answer(ANSWER_WITHIN_S)
        pid = int(answer["pid"])
        output = Output(out_read, lambda: _kill(pid))
        output.restart(limits.output_mb * 2**20)
        channel = Channel(ours)
        try:
            channel.exchange({"op": "hello"}, ANSWER_WITHIN_S)
        except (EOFError, TimeoutError, BadFrame, Unsolicited) as error:
            raise SandboxError(f"a worker did not start: {error}") from None

        def end(broken: bool) -> int | None:
            channel.close()
            try:
                self._order({"op": "end"})
                if broken:
                    return int(self._answer(ANSWER_WITHIN_S)["status"])
                self._owed += 1  # cleaning up goes on while the judge does; the zygote answers in order
            except SandboxError:  # the next session finds out, and starts another zygote
                return signal.SIGKILL
            finally:
                self._busy.release()
            return None

        return Session(
            channel,
            output,
            end,
            frozenset(self._assets),
            self._share,
            folder=str(answer["folder"]),
            kill=lambda: _kill(pid),
        )

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
        if not self._ready:
            self._process.kill()
        try:
            self._process.wait(ANSWER_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        remove(self._folder)  # still there only if the zygote was killed

    def _order(self, order: dict[str, Any]) -> None:
        try:
            self._control.send(json.dumps(order).encode())
        except OSError as error:
            raise SandboxError(f"the zygote is gone ({error.strerror})") from error

    def _await_ready(self) -> None:
        if self._ready:
            return
        answer = self._answer(READY_WITHIN_S)
        if "error" in answer:
            raise SandboxError(f"the worker's libraries cannot be imported: {answer['error']}")
        self._ready = True

    def _answer(self, seconds: float) -> dict[str, Any]:
        """Return the answer to the last order, past those that nobody waited for."""
        while self._owed:
            self._owed -= 1
            self._next_answer(ANSWER_WITHIN_S)
        return self._next_answer(seconds)

    def _next_answer(self, seconds: float) -> dict[str, Any]:
        self._control.settimeout(seconds)
        try:
            message = self._control.recv(65536)
        except TimeoutError:
            raise SandboxError(f"the zygote did not answer within {seconds:g} s") from None
        except OSError as error:
            raise SandboxError(f"the zygote is gone ({error.strerror})") from error
        if not message:
            raise SandboxError(f"the zygote ended with status {self._process.wait()}")
        answer: dict[str, Any] = json.loads(message)
        return answer


def _kill(pid: int) -> None:
    """Kill a worker from the output thread. The zygote reaps only when told, so the pid cannot be another's."""
    for how in (os.killpg, os.kill):
        try:
            how(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue

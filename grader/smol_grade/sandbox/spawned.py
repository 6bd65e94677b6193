"""Sessions without `fork` (macOS, Windows, tests): one spawned interpreter serves all checks of an exercise.

Weaker than forking: a check can see what an earlier check of the same exercise left in memory. The learner's file is
loaded again for every check, and a worker that broke a rule is replaced.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from typing import Any

from ..course import Limits
from ..errors import SandboxError
from ..wire import BadFrame, Channel, Unsolicited
from .session import Ended, Ending, Output, Session, command, remove, start_environment

READY_WITHIN_S = 60.0
LIBRARIES_MB = 3072
"""Megabytes of address space for what a worker imports itself; torch and the trainers map two thousand."""
CHECKS_PER_WORKER = 50
"""How many checks' processor time one worker may use."""


class SpawningSandbox:
    """Holds at most two workers, for the exercise that is being graded: one runs its file, one stays untouched."""

    isolation = "spawn"
    missing: tuple[str, ...] = ()

    def __init__(self, preload: tuple[str, ...]) -> None:  # noqa: ARG002 - each worker imports what its file imports
        self._workers: dict[bool, _Worker] = {}
        """By whether they are untouched."""
        self._busy = threading.Lock()

    def warm(self, libraries: list[str]) -> None:
        """Do nothing: a spawned worker keeps what its file imports."""

    def session(self, exercise: str, limits: Limits, *, untouched: bool = False) -> Session:
        """Return a session with a worker of the exercise's, starting one if need be."""
        self._busy.acquire()
        try:
            if any(worker.exercise != exercise for worker in self._workers.values()):
                self.close()
            if untouched not in self._workers or not self._workers[untouched].alive:
                self._workers[untouched] = _Worker(exercise, limits)
        except BaseException:
            self._busy.release()
            raise
        worker = self._workers[untouched]
        worker.output.restart(limits.output_mb * 2**20)

        def end(how: Ending) -> Ended:
            try:
                return Ended(worker.end(how is not Ending.DONE))
            finally:
                self._busy.release()

        return Session(worker.channel, worker.output, end, scratch=worker.scratch, kill=worker.kill)

    def rest(self) -> None:
        """End the workers: the next grading's may not meet what this one's file left in memory."""
        self.close()

    def close(self) -> None:
        """End the workers."""
        while self._workers:
            self._workers.popitem()[1].end(True)


class _Worker:
    def __init__(self, exercise: str, limits: Limits) -> None:
        self.exercise = exercise
        self.alive = True
        self.scratch = tempfile.mkdtemp(prefix="smol-grade-")
        ours, theirs = socket.socketpair()
        posix = os.name == "posix"
        cpu_s = limits.cpu_s * CHECKS_PER_WORKER
        config: dict[str, Any] = {
            "mode": "spawned",
            "channel": theirs.fileno() if posix else None,
            "parent": os.getpid(),
            "scratch": self.scratch,
            "limits": {"memory_mb": limits.memory_mb + LIBRARIES_MB, "file_mb": limits.file_mb, "cpu_s": cpu_s},
        }
        options: dict[str, Any] = {"pass_fds": [theirs.fileno()], "start_new_session": True} if posix else {}
        try:
            self._process = subprocess.Popen(
                command(config),
                env=start_environment(),
                stdin=subprocess.DEVNULL if posix else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                **options,
            )
        except OSError as error:
            shutil.rmtree(self.scratch, ignore_errors=True)
            raise SandboxError(f"cannot start {error.filename or 'Python'}: {error.strerror}") from error
        if not posix and self._process.stdin is not None:
            self._process.stdin.write(theirs.share(self._process.pid))  # type: ignore[attr-defined]
            self._process.stdin.close()
        theirs.close()
        assert self._process.stdout is not None
        self.output = Output(os.dup(self._process.stdout.fileno()), self.kill, patience=0.02)
        self._process.stdout.close()
        self.channel = Channel(ours)
        try:
            self.channel.exchange({"op": "hello"}, READY_WITHIN_S)
        except (EOFError, TimeoutError, BadFrame, Unsolicited) as error:
            self.end(True)
            self.output.join()
            last = self.output.text.strip().splitlines()[-1:] or [str(error)]
            raise SandboxError(f"a worker did not start: {last[0]}") from None

    def end(self, broken: bool) -> int | None:
        """After a broken session (or for good) kill the worker and delete its scratch folder; else keep it."""
        if not broken or not self.alive:
            return None
        self.alive = False
        self.kill()
        code = self._process.wait()
        self.channel.close()
        remove(self.scratch)
        return -code if code < 0 else code << 8

    def kill(self) -> None:
        """Kill the worker and its process group."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

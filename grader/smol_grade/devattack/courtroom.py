"""The judge's process as seen from outside: start it, ask it, watch what is below it, end it."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import select
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from ..errors import SandboxError
from ..locate import PACKAGE, CourseFiles
from . import traces
from .canaries import Canaries

STARTED_WITHIN_S = 240.0
QUIET_WITHIN_S = 6.0
"""Until the sandbox has cleaned up and made its next worker ready."""
LONGEST_ANSWER = 64 * 2**20
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""Variables of ours that the judge needs; HOME and TMPDIR are the canaries' own."""


class JudgeGone(Exception):
    """The judge's process has died, does not answer, or speaks out of turn. No attack may bring that about."""


class NotGraded(Exception):
    """The judge says that it could not do what it was asked. An attack that brings this about has stopped a grading."""


class Courtroom:
    """One judge with one engine for one target, surrounded by canaries. A context manager."""

    def __init__(self, canaries: Canaries, files: CourseFiles, kind: str, target: str) -> None:
        self._canaries = canaries
        self._orphans = traces.children(os.getpid())
        """Children of ours from before: not the judge's."""
        read, write = os.pipe()
        self._read = read
        self._buffer = b""
        environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        environment |= {"HF_TOKEN": canaries.texts["environ"], "HOME": str(canaries.home)}
        environment["PYTHONPATH"] = str(PACKAGE.parent)  # this product, however it was found
        environment |= {"TMPDIR": str(canaries.temporary), "SMOL_GRADE_CANARY": canaries.texts["environ"]}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", "smol_grade.devattack.judge"],
            cwd=canaries.cwd,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[write, canaries.descriptor],
            start_new_session=True,
        )
        os.close(write)
        self.rest: Counter[tuple[int, str]] = Counter()
        """What the sandbox keeps below the judge when nothing is graded."""
        folders = [str(folder) for folder in dataclasses.astuple(canaries.course_files(files))]
        order = {"op": "setup", "answers": write, "kind": kind, "target": target, "files": folders}
        try:
            self.ask({**order, "memory": canaries.texts["memory"]}, STARTED_WITHIN_S)
        except (JudgeGone, NotGraded) as error:
            self.close()
            raise SandboxError(f"the judge of the attacks did not start: {error}") from None

    def __enter__(self) -> Courtroom:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The judge's."""
        return self._process.pid

    def ask(self, order: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return the judge's answer to an order; raise `JudgeGone` or `NotGraded` when it has none."""
        number = secrets.token_hex(8)
        if self._buffer or select.select([self._read], [], [], 0)[0]:
            raise JudgeGone("it spoke without being asked, or has ended")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({**order, "id": number}).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise JudgeGone(f"it takes no orders ({error.strerror})") from None
        answer: dict[str, Any] = json.loads(self._line(time.monotonic() + seconds))
        if answer.pop("id", None) != number:
            raise JudgeGone("its answer is not to the question")
        if "problem" in answer:
            raise NotGraded(answer["problem"])
        return answer

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise JudgeGone("it does not answer")
            part = os.read(self._read, 2**16)
            if not part or len(self._buffer) > LONGEST_ANSWER:
                raise JudgeGone(f"it has ended with status {self._process.poll()}")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def settle(self) -> None:
        """Wait until the sandbox is at rest, and keep what it then consists of."""
        last, since = traces.shape(self.pid), time.monotonic()
        while time.monotonic() - since < 0.5:
            time.sleep(0.05)
            now = traces.shape(self.pid)
            if now != last:
                last, since = now, time.monotonic()
        self.rest = last

    def survivors(self) -> list[str]:
        """Return the processes that should not live any more, once the sandbox had time to become quiet."""
        deadline = time.monotonic() + QUIET_WITHIN_S
        while True:
            extra = list((traces.shape(self.pid) - self.rest).elements())
            found = [command.replace("\0", " ").strip()[:60] or "?" for _, command in extra]
            found += [f"orphan {pid}" for pid in self._living_orphans()]
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    def _living_orphans(self) -> list[int]:
        """Return the processes that came to us because the judge or its sandbox lost them; reap the dead ones."""
        found = []
        known = traces.processes()
        for pid, started in traces.children(os.getpid()) - self._orphans:
            if pid == self.pid or pid not in known:
                continue
            if known[pid].zombie:
                with_started = known[pid].started == started
                if with_started:
                    os.waitpid(pid, os.WNOHANG)
                continue
            found.append(pid)
        return found

    def close(self) -> None:
        """End the judge, everything below it, and everything that came to us from there."""
        if self._process.stdin is not None:
            try:
                self._process.stdin.close()
                self._process.wait(10)
            except (OSError, subprocess.TimeoutExpired):
                pass
        traces.end_tree(self.pid)
        self._process.poll()
        for pid in self._living_orphans():
            traces.end_tree(pid)
        os.close(self._read)

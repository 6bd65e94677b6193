"""The process that grades attacks: the real engine, with canaries in its environment, memory and descriptors.

`python -m smol_grade.devattack.judge`. It reads orders as lines of JSON from its standard input and answers each with a
line on the descriptor that the first one names: `setup`, then `grade` a folder, `plant` a canary by another session,
`ask` a program in a session of its own.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any, TextIO

import msgspec

from ..course import Limits
from ..errors import SmolGradeError
from ..grade import Engine, grade
from ..locate import CourseFiles
from ..sandbox import Session, SessionEnded
from ..sandbox import session as sessions
from .targets import TARGETS, course_of

SEED = 1
KEPT_OUTPUT = 2**16
"""Bytes of what an attack prints that are looked through for canaries."""
HELD: list[str] = []
"""The canary in this process's memory."""
ASKED = Limits(call_s=40.0, load_s=10.0, check_s=40.0, memory_mb=3072, file_mb=2**21, output_mb=16)
"""Limits of a program that is asked: a naive grader inside sets none, so that the attack is free in there."""
PLANT = """
import os, threading
def plant(canary):
    os.environ["CANARY"] = canary
    for folder in (os.getcwd(), os.path.expanduser("~"), "/tmp", "/var/tmp", "/dev/shm"):
        try:
            with open(os.path.join(folder, name), "w") as file:
                file.write(canary)
        except OSError:
            pass
"""


class Clock:
    """Measures by how much exchanges with workers outlast their deadlines."""

    def __init__(self) -> None:
        self.late_s = 0.0
        original = Session.exchange

        def timed(session: Session, request: dict[str, Any], seconds: float) -> dict[str, Any]:
            begun = time.monotonic()
            try:
                return original(session, request, seconds)
            finally:
                self.late_s = max(self.late_s, time.monotonic() - begun - seconds)

        Session.exchange = timed  # type: ignore[method-assign, assignment]


class Judge:
    """Carries out the orders."""

    def __init__(self, order: dict[str, Any]) -> None:
        HELD.append(order["memory"])
        sessions.KEPT_OUTPUT = KEPT_OUTPUT
        self._clock = Clock()
        files = CourseFiles(*(Path(path) for path in order["files"]))
        self._engine = Engine(files, isolation=order["kind"])
        self._target = TARGETS[order["target"]]
        self._engine.course = course_of(self._engine.course, self._target)

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def grade(self, order: dict[str, Any]) -> dict[str, Any]:
        """Grade a folder; return the report, how much memory that took, and how late a worker's end was."""
        self._clock.late_s = 0.0
        before = _forget_peak()
        report = grade("unit1", Path(order["folder"]), engine=self._engine, seed=SEED)
        peak = _peak() - before
        return {"report": msgspec.to_builtins(report), "memory_mb": peak / 2**20, "late_s": self._clock.late_s}

    def plant(self, order: dict[str, Any]) -> dict[str, Any]:
        """Have another session leave a canary wherever it can."""
        source = f"name = {order['name']!r}\n{PLANT}"
        return self._ask(source, "plant", [order["canary"]])

    def ask(self, order: dict[str, Any]) -> dict[str, Any]:
        """Load a program in a session of its own, call a function of it, return the result or what went wrong."""
        return self._ask(order["source"], order["function"], order["args"])

    def _ask(self, source: str, function: str, args: list[Any]) -> dict[str, Any]:
        unit, [attacked] = self._engine.course.find(self._target.exercise)
        session = self._engine.sandbox(unit.preload(attacked)).session(function, ASKED)
        load = {"op": "load", "source": source, "filename": "program.py", "function": function}
        call = {"op": "call", "function": function, "args": args, "kwargs": {}}
        try:
            session.exchange(load | {"arity": len(args), "keywords": []}, ASKED.load_s)
            return session.exchange(call | {"keep": None, "arrays": False, "then": None}, ASKED.call_s)
        except SessionEnded as ended:
            return {"err": {"type": str(ended.reason), "message": ended.detail}, "printed": session.printed[-2000:]}
        finally:
            session.end()


def _forget_peak() -> int:
    """Have the kernel forget the peak of this process's memory, and return the bytes that it holds now."""
    try:
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except OSError:  # a judge that hides its memory from its own user
        return _peak()
    return _status("VmRSS")


def _peak() -> int:
    return _status("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def main() -> None:
    """Obey until standard input closes."""
    first = json.loads(sys.stdin.readline())
    with open(first["answers"], "w", encoding="utf-8") as answers:
        os.set_inheritable(answers.fileno(), False)
        judge = Judge(first)
        _answer(answers, {"id": first["id"]})
        for line in sys.stdin:
            order = json.loads(line)
            try:
                done = getattr(judge, order["op"])(order)
            except SmolGradeError as error:
                done = {"problem": str(error)}
            _answer(answers, {**done, "id": order["id"]})
        judge.close()


if __name__ == "__main__":
    main()

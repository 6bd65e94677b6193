"""Are a bank's answers true? Its expressions are evaluated with the solutions' functions, and its programs run.

It is the course's own code, so a process of its own with a time limit is enough; see `quiz_program`.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..quiz.bank import Item
from ..quiz.marking import ROUNDING, exact, plain
from . import quiz_program

TIMEOUT_S = 300
"""For all banks together; each task has `quiz_program.LIMIT_S`."""
OFFLINE = {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


@dataclass(frozen=True)
class Task:
    """One thing to run for an item."""

    bank: str
    item: Item
    asked: dict[str, Any]
    """What `quiz_program` is told."""
    mended: bool = False
    """Whether it is the program of `spot-the-bug` with the right line."""


def tasks_of(bank: str, item: Item, solutions: Mapping[str, Path]) -> list[Task]:
    """Return what must be run for an item; without solutions, no expression can be evaluated."""
    if item.kind == "numeric" and item.compute and solutions:
        try:
            names = {
                node.id for node in ast.walk(ast.parse(item.compute.strip(), mode="eval")) if isinstance(node, ast.Name)
            }
        except SyntaxError:
            names = set()  # evaluating it tells
        functions = {name: str(solutions[name].resolve()) for name in sorted(names & solutions.keys())}
        values = [case.values for case in item.cases]
        return [Task(bank, item, {"expression": item.compute, "values": values, "functions": functions})]
    if item.kind not in {"code-output", "spot-the-bug"}:
        return []
    tasks = [Task(bank, item, {"code": item.code})]
    if item.kind == "spot-the-bug" and item.fix:
        tasks.append(Task(bank, item, {"code": mended(item)}, mended=True))
    return tasks


def mended(item: Item) -> str:
    """Return the program of `spot-the-bug` with the right line in place of the wrong one."""
    lines = item.code.splitlines()
    if 1 <= item.line <= len(lines):
        lines[item.line - 1] = item.fix.rstrip("\n")
    return "\n".join(lines) + "\n"


def untrue(tasks: list[Task]) -> Iterator[str]:
    """Carry out tasks, all in one process; yield what is not as the banks say."""
    if not tasks:
        return
    command = [sys.executable, "-I", "-W", "ignore", quiz_program.__file__]
    order = json.dumps([task.asked for task in tasks])
    with tempfile.TemporaryDirectory(prefix="smol-grade-quizzes-") as folder:
        try:
            done = subprocess.run(
                command,
                input=order,
                cwd=folder,
                env=os.environ | OFFLINE,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            yield f"quizzes: their code takes more than {TIMEOUT_S} seconds; run fewer or lighter programs"
            return
    if done.returncode:
        yield f"quizzes: their code could not be run: {done.stderr.strip()[-500:]}"
        return
    for task, answer in zip(tasks, json.loads(done.stdout), strict=True):
        for problem in _judge(task, answer):
            yield f"{task.bank}, {task.item.id}: {problem}"


def _judge(task: Task, answer: dict[str, Any]) -> Iterator[str]:
    if answer["error"] == quiz_program.TooSlow.__name__:
        yield f"its code takes more than {quiz_program.LIMIT_S} seconds; ask for something smaller"
    elif "expression" in task.asked:
        yield from _numbers(task.item, answer)
    elif task.item.kind == "code-output" or task.mended:
        yield from _output(task, answer)
    else:
        yield from _bug(task.item, answer)


def _numbers(item: Item, answer: dict[str, Any]) -> Iterator[str]:
    if answer["error"]:
        yield f"`compute` raises {answer['error']}: {answer['said']}"
        return
    for case, found in zip(item.cases, answer["results"], strict=True):
        try:
            off = abs(exact(found) - exact(case.answer))
        except ValueError:
            yield f"`compute` gives {found} for {case.values}, which is no number"
            continue
        if off > exact(item.tolerance) + ROUNDING * abs(exact(case.answer)):
            yield f"`compute` gives {found:.15g} for {case.values}, `answer` says {case.answer:.15g}"


def _output(task: Task, answer: dict[str, Any]) -> Iterator[str]:
    what = "with `fix`, the code" if task.mended else "the code"
    if answer["error"]:
        yield f"{what} raises {answer['error']} in line {answer['line']}"
    elif answer["printed"].strip() != task.item.output.strip():
        yield f"{what} prints {answer['printed'].strip()!r}, `output` says {task.item.output.strip()!r}"


def _bug(item: Item, answer: dict[str, Any]) -> Iterator[str]:
    error, line = answer["error"], answer["line"]
    if item.raises:
        if error != item.raises:
            yield f"the code raises {error or 'nothing'}, `raises` says {item.raises}"
        elif line != item.line:
            yield f"{error} comes from line {line}, `line` says {item.line}"
    elif error:
        yield f"the code raises {error} in line {line}; say so with `raises`, or mend it"
    elif plain(answer["printed"]) == plain(item.output):
        yield "the code prints `output` without `fix`: where is the bug?"

"""`%%grade EXERCISE`: run a cell, then grade what the notebook defines with it."""

from __future__ import annotations

import ast
import shlex
from typing import Any

from ..messages import say
from ..notebook import without_magics
from .objects import graded
from .session import SESSION, executed, language
from .shown import Shown, Verdict


def load(shell: Any) -> None:
    """Register the magic with IPython's shell: what `%load_ext smol_grade` does."""
    shell.register_magic_function(_grade(shell), "line_cell", "grade")
    _stop_hearing(shell)  # it may be loaded again
    shell.events.register("post_run_cell", _heard)


def _heard(result: Any) -> None:
    """Hear that a cell was run."""
    if result.execution_count is not None and not result.success:
        SESSION.stopped(result)


def _stop_hearing(shell: Any) -> None:
    for known in [one for one in shell.events.callbacks["post_run_cell"] if one.__name__ == _heard.__name__]:
        shell.events.unregister("post_run_cell", known)


def unload(shell: Any) -> None:
    """Forget the magic, and end the worker processes: what `%unload_ext smol_grade` does."""
    _stop_hearing(shell)
    for kind in shell.magics_manager.magics.values():
        kind.pop("grade", None)
    SESSION.close()


def _grade(shell: Any) -> Any:
    def grade(line: str, cell: str = "") -> Verdict | Shown:
        """Run the cell, then grade an exercise: `%%grade unit1/gsm8k_to_chatml`, `%%grade 1.2 --seed 7`."""
        try:
            target, seed = _asked(line)
        except ValueError:
            return Shown("", say(language(), "notebook.grade_usage"), is_error=True)
        if not cell.strip():  # `%grade 1.1`, or a cell with nothing below its first line
            return graded(target, seed=seed)
        if _awaits(without_magics(cell)):
            return Shown("", say(language(), "notebook.grade_await"), is_error=True)
        run = shell.run_cell(cell, store_history=False)
        if not run.success:
            SESSION.stopped(run, below=1)  # what is defined is an older version, if anything
            stopped = type(run.error_before_exec or run.error_in_exec).__name__
            return Shown("", say(language(), "notebook.cell_failed", error=stopped), is_error=True)
        return graded(target, seed=seed, cells=executed(cell), current=cell)

    return grade


def _awaits(code: str) -> bool:
    """Return whether code is Python only where `await` may stand at the top."""
    for flags, is_python in ((0, False), (ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)):
        try:
            compile(code, "<cell>", "exec", flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            continue
        return is_python
    return False


def _asked(line: str) -> tuple[str, int | None]:
    """Return what the magic's line asks for; raise `ValueError` for anything but `[TARGET] [--seed N]`."""
    words = shlex.split(line.replace("--seed=", "--seed "), comments=True)
    seed = None
    if "--seed" in words:
        at = words.index("--seed")
        seed = int(words[at + 1]) if at + 1 < len(words) else int("")
        del words[at : at + 2]
    if len(words) > 1 or any(word.startswith("-") for word in words):
        raise ValueError(line)
    return (words[0] if words else ""), seed

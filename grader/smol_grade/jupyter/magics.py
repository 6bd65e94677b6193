"""`%%grade EXERCISE`: run a cell, then grade what the notebook defines with it."""

from __future__ import annotations

import shlex
from typing import Any

from ..messages import say
from .objects import graded
from .session import executed, language
from .shown import Shown, Verdict


def load(shell: Any) -> None:
    """Register the magic with IPython's shell: what `%load_ext smol_grade` does."""
    shell.register_magic_function(_grade(shell), "cell", "grade")


def _grade(shell: Any) -> Any:
    def grade(line: str, cell: str) -> Verdict | Shown:
        """Run the cell, then grade an exercise: `%%grade unit1/gsm8k_to_chatml`, `%%grade 1.2 --seed 7`."""
        try:
            target, seed = _asked(line)
        except ValueError:
            return Shown("", say(language(), "notebook.grade_usage"), is_error=True)
        shell.run_cell(cell, store_history=False)
        return graded(target, seed=seed, cells=executed(cell))

    return grade


def _asked(line: str) -> tuple[str, int | None]:
    """Return what the magic's line asks for; raise `ValueError` for anything but `[TARGET] [--seed N]`."""
    words = shlex.split(line)
    seed = None
    if "--seed" in words:
        at = words.index("--seed")
        seed = int(words[at + 1]) if at + 1 < len(words) else int("")
        del words[at : at + 2]
    if len(words) > 1 or any(word.startswith("-") for word in words):
        raise ValueError(line)
    return (words[0] if words else ""), seed

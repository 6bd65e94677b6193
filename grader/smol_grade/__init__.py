"""The learner's program and the grading engine: `smol-grade unit1` on the command line, `grade.grade()` in code.

In a notebook: `%load_ext smol_grade`, then `%%grade unit1/NAME` in a cell, `smol_grade.check("unit1")`, and
`smol_grade.exercises.NAME.check()`, `.hint()`, `.solution()`.
"""

import importlib
from typing import Any

__version__ = "0.1.0"
lang = ""
"""The language of what notebooks show, `en` or `es`; empty: the workspace's or the system's."""


def __getattr__(name: str) -> Any:
    """Import what notebooks use when it is asked for: nothing else pays for it."""
    if name in ("check", "exercises"):
        return getattr(_jupyter(), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """Teach IPython `%%grade`; called by `%load_ext smol_grade`."""
    _jupyter().load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Take `%%grade` away again; called by `%unload_ext smol_grade`."""
    _jupyter().unload(shell)


def _jupyter() -> Any:
    """By name: of our modules this one is the lowest, and that one the highest."""
    return importlib.import_module(".jupyter", __name__)

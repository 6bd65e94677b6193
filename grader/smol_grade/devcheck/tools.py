"""What the tools of Python say of exercises: ruff and mypy, as `.ci/run` calls them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

MOST_LINES = 20
LINTED = ("ruff", "check", "--quiet", "--output-format=concise")
FORMATTED = ("ruff", "format", "--check", "--output-format=concise")


def lint(root: Path, stubs: Sequence[Path], ours: Sequence[Path]) -> Iterator[str]:
    """Tell what ruff finds in stubs, and in the solutions and suites behind them; their format too."""
    yield from run(root, [*stubs, *ours], *LINTED)
    for line in run(root, ours, *FORMATTED):
        if ": unformatted:" in line:
            yield f"{line}; run: ruff format solutions tests/hidden"


def run(root: Path, paths: Sequence[Path], *command: str) -> Iterator[str]:
    """Run a tool of this environment on some paths; yield the end of what it says, when it is not content."""
    if not paths:
        return
    words = [sys.executable, "-m", *command, *map(str, paths)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        yield from (done.stdout + done.stderr).strip().splitlines()[-MOST_LINES:]

"""The examples of a README, run against the solutions, in a process of their own: they import what they like.

`python -m smol_grade.devcheck.examples` reads a list of `{name, solution, block}` from stdin, and writes what is not
true to stdout: a list of sentences.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
TIMEOUT_S = 600


@dataclass(frozen=True)
class Block:
    """The examples of one exercise."""

    name: str
    solution: str
    """Path of the file with the function."""
    block: str
    """The lines of the fenced block."""


def with_output(block: str) -> int:
    """Return how many examples of a block have an output; raise `ValueError` for what is no doctest."""
    return sum(bool(example.want) for example in doctest.DocTestParser().get_examples(block))


def untrue(blocks: list[Block]) -> list[str]:
    """Return what is not true in the examples, each block with no more than its function."""
    if not blocks:
        return []
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
    command = [sys.executable, "-W", "ignore", "-m", __name__]
    with tempfile.TemporaryDirectory(prefix="smol-grade-examples-") as folder:
        try:
            done = subprocess.run(
                command,
                input=json.dumps([asdict(block) for block in blocks]),
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return [f"the examples take more than {TIMEOUT_S} seconds"]
    if done.returncode:
        return [f"the examples could not be run: {done.stderr.strip()[-500:]}"]
    found: list[str] = json.loads(done.stdout)
    return found


def run(name: str, solution: str, block: str) -> list[str]:
    """Run one block here; return a sentence for each example that is not true."""
    globals_: dict[str, Any] = {"__name__": name, "__file__": solution}
    exec(compile(Path(solution).read_text("utf-8"), solution, "exec"), globals_)
    test = doctest.DocTestParser().get_doctest(block, {name: globals_[name]}, name, None, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS, verbose=False).run(test, out=said.append)
    parts = "".join(said).split("*" * 70)
    return [f"{name}: {' '.join(part.split())[:400]}" for part in parts if part.strip()]


def main() -> None:
    """Run all blocks; nothing that they print gets between."""
    found: list[str] = []
    with contextlib.redirect_stdout(io.StringIO()):
        for one in json.load(sys.stdin):
            found += run(**one)
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()

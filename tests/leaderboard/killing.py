"""Programs that are killed at a random moment, as often as it takes: what they leave must be good.

`kill_at_random` starts a module's function in an interpreter of its own, waits for its first sign of life, lets it work
for a random while and ends it with SIGKILL, which no program can catch. The work is asked for again and again; what
every program must do is to take up what the killed one left.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"
READY = b"ready\n"


class Killed(NamedTuple):
    """What became of the programs."""

    kills: int
    """Programs that were at work when they were killed."""
    finished: int
    """Programs that ended well before that."""


def start(
    script: Path, arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a Python file with our packages; it prints `ready` when its imports are done and its work begins."""
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard"), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "PYTHONPATH": path, **(environment or {})}
    command = [sys.executable, str(script), *arguments]
    return subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def kill_at_random(
    script: Path,
    arguments: Sequence[str],
    kills: int,
    longest: float,
    seed: int,
    environment: Mapping[str, str] | None = None,
) -> Killed:
    """Start a program again and again until it has been killed `kills` times, each after 0 to `longest` seconds.

    A program that ends with an error before it is killed stops the test with what it said.
    """
    draw = random.Random(seed)
    killed = finished = 0
    while killed < kills:
        process = start(script, [*arguments, str(killed + finished)], environment)
        assert process.stdout is not None
        assert process.stderr is not None
        with process, process.stdout, process.stderr:
            if process.stdout.readline() != READY:
                raise AssertionError(process.stderr.read().decode("utf-8", "replace"))
            time.sleep(draw.uniform(0, longest))
            process.send_signal(signal.SIGKILL)
            ended = process.wait()
            if ended == -signal.SIGKILL:
                killed += 1
            elif ended == 0:
                finished += 1
            else:
                raise AssertionError(process.stderr.read().decode("utf-8", "replace"))
    return Killed(killed, finished)

"""Programs that are killed at a random moment, as often as it takes: what they leave must be good.

`kill_at_random` loads a Python file once, in a process of its own, and forks it again and again. Each child does the
file's `work(arguments, number)` until it is ended by SIGKILL, which no program can catch, after a random while. So a
thousand kills take a minute, not the half hour of a thousand interpreters that start.

A file to be killed takes up what the killed one before it left; it starts no thread when it is loaded.
"""

from __future__ import annotations

import json
import os
import random
import runpy
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(__file__).parent / "programs"
FULL = os.environ.get("SMOL_GRADE_PROOF") == "full"


class Killed(NamedTuple):
    """What became of the children."""

    kills: int
    """That were at work when they were killed."""
    finished: int
    """That ended well before that."""


def kill_at_random(
    program: Path,
    arguments: Sequence[str],
    *,
    kills: int,
    longest: float,
    seed: int,
    environment: Mapping[str, str] | None = None,
) -> Killed:
    """Let a program be killed `kills` times, each time after 0 to `longest` seconds of work.

    Fails with what a child said that ended with an error before it was killed.
    """
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard"), os.environ.get("PYTHONPATH", "")])
    variables = {**os.environ, "PYTHONPATH": path, **(environment or {})}
    command = [sys.executable, __file__, str(program), str(kills), str(longest), str(seed), *arguments]
    ended = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-5000:]
    return Killed(**json.loads(ended.stdout))


def _main(program: str, kills: int, longest: float, seed: int, arguments: list[str]) -> Killed:
    work = runpy.run_path(program)["work"]
    draw = random.Random(seed)
    killed = finished = 0
    while killed < kills:
        child = os.fork()
        if not child:
            _be_killed(work, arguments, killed + finished)
        time.sleep(draw.uniform(0, longest))
        os.kill(child, signal.SIGKILL)  # it is ours and not waited for yet: the number cannot be another's
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
        elif os.waitstatus_to_exitcode(status) == 0:
            finished += 1
        else:
            sys.exit(1)
    return Killed(killed, finished)


def _be_killed(work: object, arguments: list[str], number: int) -> None:
    try:
        assert callable(work)
        work(arguments, number)
    except BaseException:  # noqa: BLE001 - it is told, and ends the process
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    result = _main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), sys.argv[5:])
    sys.stdout.write(json.dumps(result._asdict()))

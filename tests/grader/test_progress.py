"""What is seen while the grader works: on a terminal within half a second, in a log only of a long run."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from smol_grade.cli.progress import Log, sentence
from smol_grade.grade import Engine, grade
from smol_grade.records import Step

from .conftest import GSM8K, SMOLTALK, SOLUTIONS

SLOW = """
import time
rested = False
def transcript(messages):
    global rested
    if not rested:
        rested = True
        time.sleep(1)
    return ""
"""
"""Each check takes at least a second: it begins in a fresh worker."""
STEPS = [
    Step(exercise=exercise, check=f"check_{number}", number=number, total=4)
    for number, exercise in enumerate(("one", "one", "two", "two"), 1)
]


def log_file() -> io.TextIOWrapper:
    """A log in memory."""
    return io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")


def written(stream: io.TextIOWrapper) -> str:
    """What is in it."""
    return stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def on_a_terminal(folder: Path, **variables: str) -> list[tuple[float, str]]:
    """Grade on a terminal; return what was shown on stderr, each piece with the time when it came."""
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "smol_grade", "unit0", "--path", str(folder)]
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    environment = clean | {"TERM": "xterm", "LC_ALL": "C.UTF-8"} | variables
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=child, env=environment):
        os.close(child)
        shown = []
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:  # nobody is left to write
                break
            shown.append((time.monotonic(), part.decode("utf-8", "replace")))
    os.close(parent)
    return shown


def when(shown: list[tuple[float, str]], text: str) -> float:
    """The time when a text was first on the screen."""
    so_far = ""
    for at, part in shown:
        so_far += part
        if text in so_far:
            return at
    raise AssertionError(f"{text!r} is not in {so_far!r}")


@pytest.mark.parametrize(
    ("variables", "moves", "coloured"),
    [
        ({}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"PYTHONIOENCODING": "ascii"}, True, True),
    ],
    ids=str,
)
def test_a_terminal_shows_what_runs_within_half_a_second(
    variables: dict[str, str], moves: bool, coloured: bool, tmp_path: Path
) -> None:
    """A check that takes a second is named, with the way that is left, when more than half of it is still to come."""
    (tmp_path / "transcript.py").write_text(SLOW, "utf-8")
    shown = on_a_terminal(tmp_path, **variables)
    first, second = when(shown, "1/2 transcript: one_line_a_message"), when(shown, "2/2 transcript: empty_conversation")
    assert when(shown, "unit0: ") <= when(shown, "getting ready") <= first
    assert second - first > 0.5
    everything = "".join(part for _, part in shown)
    assert (moves, coloured) == ("\x1b[2K" in everything, "\x1b[32m" in everything)
    assert "\x1b" not in everything or moves


def test_a_short_run_is_quiet_in_a_log() -> None:
    """Until its patience ends, a stream that is no terminal gets nothing."""
    stream = log_file()
    log = Log(stream, "en", 1000)
    for step in STEPS:
        log.begin(step)
    log.close()
    assert "" == written(stream)


def test_a_long_run_tells_a_log_each_exercise_once() -> None:
    """The exercise that runs when patience ends is told, then each that begins."""
    stream = log_file()
    log = Log(stream, "es", 1000)
    log.begin(STEPS[0])
    log.begin(STEPS[1])
    log.grow_late()
    told = [written(stream)]
    for step in STEPS[2:]:
        log.begin(step)
        told.append(written(stream))
    log.close()
    first, second = (sentence(STEPS[index], "es") + "\n" for index in (1, 2))
    assert [first, first + second, first + second] == told


def test_a_long_run_speaks_by_itself() -> None:
    """A single check that never seems to end is told of, although nothing begins any more."""
    stream = log_file()
    log = Log(stream, "en", 0)
    log.begin(STEPS[0])
    while not written(stream):  # the timer has a thread of its own
        time.sleep(0.01)
    log.close()
    assert "checking 1/4 one: check_1 …\n" == written(stream)


def test_a_log_that_cannot_be_written_ends_nothing() -> None:
    """A full disk under stderr is no reason to stop grading."""
    with open("/dev/full", "w", buffering=1) as full:
        log = Log(full, "en", 1000)
        log.grow_late()
        log.begin(STEPS[0])
        log.close()
        with pytest.raises(OSError, match="No space"):
            full.write("still full\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())


def test_every_check_that_runs_is_announced(engine: Engine, tmp_path: Path) -> None:
    """`on_check` hears exercise, check, number and total; checks of a file that cannot be read are not counted."""
    (tmp_path / f"{SMOLTALK}.py").write_text("", "utf-8")
    (tmp_path / f"{GSM8K}.py").write_bytes((SOLUTIONS / f"{GSM8K}.py").read_bytes())
    heard: list[Step] = []
    report = grade("unit1", tmp_path, engine=engine, seed=1, on_check=heard.append)
    names = [check.id.split("/") for check in report.exercises[1].checks]
    assert [(GSM8K, name) for _, _, name in names] == [(step.exercise, step.check) for step in heard]
    assert [(number, len(names)) for number in range(1, len(names) + 1)] == [(s.number, s.total) for s in heard]


def test_ci_logs_of_short_runs_stay_as_they_were(tmp_path: Path) -> None:
    """Where stderr is no terminal, a run that is over at once has its headline there and nothing else."""
    command = [sys.executable, "-m", "smol_grade", "unit0", "--path", str(tmp_path / "transcript.py"), "--lang", "en"]
    (tmp_path / "transcript.py").write_text("def transcript(messages): return ''\n", "utf-8")
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    lines = [line for line in done.stderr.splitlines() if not re.fullmatch(r"checking \d/\d transcript: \w+ …", line)]
    assert 1 == len(lines), done.stderr

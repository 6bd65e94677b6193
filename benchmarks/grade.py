"""How fast is a grading? Ratios within one call, each program run in turn: `python benchmarks/grade.py [RUNS]`.

Peers over the same suites and files: bare pytest in one process (bare.py), `otter check` in an environment of its own
(otter_peer.py, made at the first call in `.peers/`), and the imports that nobody can avoid. Needs an installation of a
checkout with the extra `train`. Prints medians, the ratios that the project promises, and the peak memory of all
processes of one grading together.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import otter_peer
import psutil
from ratios import compare, whole

ROOT = Path(__file__).parents[1]
UNIT, FOLDER, SEED = "unit1", ROOT / "solutions" / "unit1", "11"
TEXT = "unit1/gsm8k_to_chatml"
GRADE = [sys.executable, "-m", "smol_grade", UNIT, "--path", str(FOLDER), "--seed", SEED]
WARM = """
import sys, time
from pathlib import Path
from smol_grade.grade import Engine, grade
with Engine() as engine:
    grade(sys.argv[1], Path(sys.argv[2]), engine=engine, seed=1)
    begun = time.perf_counter()
    report = grade(sys.argv[1], Path(sys.argv[2]), engine=engine, seed=int(sys.argv[3]))
    print(time.perf_counter() - begun)
assert report.points == report.max_points
"""
PROMISES = [
    ("unit 1, cold / bare pytest", "cold", "bare pytest", 1.15),
    ("unit 1, warm re-grade in a live engine / bare pytest", "warm", "bare pytest", 0.25),
    ("unit 1, cold / otter check", "cold", "otter check", 0.75),
    ("unit 1, warm re-grade in a live engine / otter check", "warm", "otter check", 0.20),
    ("one text exercise, cold / import of the tokenizer class", "cold, text", "import transformers", 3.0),
    ("first line of output / import of typer and rich", "first line", "import typer, rich", 1.5),
    ("--help / import of typer and rich", "help", "import typer, rich", 2.0),
    ("unit 1, spawned workers / sandboxed workers, cold", "cold, spawned", "cold", 3.0),
]
MOST_MB = 2048
"""Promise: megabytes of all processes of a cold grading of the whole unit, shared pages counted once."""


def first_line() -> float:
    """Return the seconds until the first line of a grading appears."""
    begun = time.perf_counter()
    with subprocess.Popen(GRADE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        process.stderr.readline()
        seconds = time.perf_counter() - begun
        process.stderr.read()
    return seconds


def warm() -> float:
    """Return the seconds of a second grading in a live engine."""
    command = [sys.executable, "-c", WARM, UNIT, str(FOLDER), SEED]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def peak_megabytes() -> float:
    """Return the most that all processes of a cold grading held together: the sum of their proportional set sizes."""
    peak = 0
    with subprocess.Popen(GRADE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        tree = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, sum(_proportional(one) for one in [tree, *_descendants(tree)]))
            time.sleep(0.03)
    return peak / 2**20


def _descendants(tree: psutil.Process) -> list[psutil.Process]:
    try:
        return tree.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _proportional(process: psutil.Process) -> int:
    try:
        size: int = process.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return size


def programs(otter: list[str]) -> dict[str, Callable[[], float]]:
    """Return what is measured, by name."""
    bare = [sys.executable, str(ROOT / "benchmarks" / "bare.py"), UNIT, str(FOLDER), SEED]
    text = [sys.executable, "-m", "smol_grade", TEXT, "--path", str(FOLDER), "--seed", SEED]
    return {
        "import typer, rich": lambda: whole([sys.executable, "-c", "import typer, rich"]),
        "import transformers": lambda: whole(
            [sys.executable, "-c", "from transformers import PreTrainedTokenizerFast"]
        ),
        "bare pytest": lambda: whole(bare),
        "otter check": lambda: whole(otter),
        "cold": lambda: whole(GRADE),
        "cold, spawned": lambda: whole(GRADE, "spawn"),
        "cold, text": lambda: whole(text),
        "first line": first_line,
        "help": lambda: whole([sys.executable, "-m", "smol_grade", "--help"]),
        "warm": warm,
    }


def main(runs: int) -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    python = otter_peer.environment(ROOT / ".peers" / "otter")
    with tempfile.TemporaryDirectory(prefix="smol-grade-otter-") as folder:
        arguments = otter_peer.assignment(Path(folder), UNIT, FOLDER, int(SEED))
        measured = programs([str(python.parent / "otter"), *arguments])
        kept = compare(measured, PROMISES, runs)
    most = peak_megabytes()
    kept = kept and most <= MOST_MB
    print(
        f"\n{'MB of all processes together, cold':58} {most:6.0f} {MOST_MB:8} {'' if most <= MOST_MB else '  NOT KEPT'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))

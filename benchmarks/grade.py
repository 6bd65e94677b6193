"""How fast is a grading? Ratios within one call, each program run in turn: `python benchmarks/grade.py [RUNS]`.

Peers: bare pytest over the same suites in one process (benchmarks/bare.py), and the imports that nobody can avoid.
Needs an installation with the checkout's solutions. Prints medians and the ratios that the project promises.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
UNIT, FOLDER, SEED = "unit1", ROOT / "solutions" / "unit1", "11"
GRADE = [sys.executable, "-m", "smol_grade", UNIT, "--path", str(FOLDER), "--seed", SEED]
WARM = """
import sys, time
from pathlib import Path
from smol_grade.grade import Engine, grade
with Engine() as engine:
    grade(sys.argv[1], Path(sys.argv[2]), engine=engine, seed=1)
    begun = time.perf_counter()
    grade(sys.argv[1], Path(sys.argv[2]), engine=engine, seed=int(sys.argv[3]))
    print(time.perf_counter() - begun)
"""
PROMISES = [
    ("cold grading / import of the tokenizer class", "cold", "import transformers", 3.0),
    ("warm re-grade / cold bare pytest", "warm", "bare pytest", 0.25),
    ("first line of output / import of typer and rich", "first line", "import typer, rich", 1.5),
    ("--help / import of typer and rich", "help", "import typer, rich", 2.0),
    ("spawned workers / forked workers, cold", "cold, spawned", "cold", 3.0),
]


def whole(command: list[str], **variables: str) -> float:
    """Return the seconds a command takes; it must succeed."""
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **variables})
    return time.perf_counter() - begun


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


PROGRAMS = {
    "import typer, rich": lambda: whole([sys.executable, "-c", "import typer, rich"]),
    "import transformers": lambda: whole([sys.executable, "-c", "from transformers import PreTrainedTokenizerFast"]),
    "bare pytest": lambda: whole([sys.executable, str(ROOT / "benchmarks" / "bare.py"), UNIT, str(FOLDER), SEED]),
    "cold": lambda: whole(GRADE),
    "cold, spawned": lambda: whole(GRADE, SMOL_GRADE_WORKERS="spawn"),
    "first line": first_line,
    "help": lambda: whole([sys.executable, "-m", "smol_grade", "--help"]),
    "warm": warm,
}


def main(runs: int) -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for number in range(runs + 1):
        for name, measure in PROGRAMS.items():
            taken = measure()
            if number:  # the first round warms the file cache
                seconds[name].append(taken)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"{'seconds, median of ' + str(runs):42} {'median':>7} {'min':>7} {'max':>7}")
    for name, values in seconds.items():
        print(f"{name:42} {median[name]:7.3f} {min(values):7.3f} {max(values):7.3f}")
    print(f"\n{'ratio':52} {'here':>6} {'promise':>8}")
    kept = True
    for title, ours, peer, promise in PROMISES:
        ratio = median[ours] / median[peer]
        kept = kept and ratio <= promise
        print(f"{title:52} {ratio:6.2f} {promise:8.2f} {'' if ratio <= promise else '  NOT KEPT'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))

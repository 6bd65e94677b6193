"""How fast is a grading? Ratios within one call, programs run in turn: `python benchmarks/grade.py [RUNS] [UNIT …]`.

Without units, each one that counts, one after the other. Peers over the same suites and files: bare pytest in one
process (bare.py), `otter check` in an environment of its own (otter_peer.py, made at the first call in `.peers/`), and
the imports that nobody can avoid. Needs an installation of a checkout with the extra `train`. Prints medians, the
ratios that the project promises, and the peak memory of all processes of one grading together.
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

from smol_grade.course import load_course
from smol_grade.locate import course_files

ROOT = Path(__file__).parents[1]
SEED = "11"
FIRST = "unit1"
"""The unit that what is the same for all of them is measured with."""
TEXT = f"{FIRST}/gsm8k_to_chatml"
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
    ("cold / bare pytest", "cold", "bare pytest", 1.15),
    ("warm re-grade in a live engine / bare pytest", "warm", "bare pytest", 0.25),
    ("cold / otter check", "cold", "otter check", 0.75),
    ("warm re-grade in a live engine / otter check", "warm", "otter check", 0.20),
]
"""For each unit."""
MORE = [
    ("one text exercise, cold / import of the tokenizer class", "cold, text", "import transformers", 3.0),
    ("first line of output / import of typer and rich", "first line", "import typer, rich", 1.5),
    ("--help / import of typer and rich", "help", "import typer, rich", 2.0),
    ("spawned workers / sandboxed workers, cold", "cold, spawned", "cold", 3.0),
]
"""With the first unit only."""
MOST_MB = 2048
"""Promise: megabytes of all processes of a cold grading of the whole unit, shared pages counted once."""


class Grading:
    """The programs of one unit: its solutions are graded."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.folder = ROOT / "solutions" / unit
        self.command = self._command(unit)
        self.bare = [sys.executable, str(ROOT / "benchmarks" / "bare.py"), unit, str(self.folder), SEED]

    def _command(self, target: str) -> list[str]:
        return [sys.executable, "-m", "smol_grade", target, "--path", str(self.folder), "--seed", SEED]

    def programs(self, otter: list[str]) -> dict[str, Callable[[], float]]:
        """Return what is measured of each unit, by name."""
        return {
            "bare pytest": lambda: whole(self.bare),
            "otter check": lambda: whole(otter),
            "cold": lambda: whole(self.command),
            "warm": self.warm,
        }

    def more(self) -> dict[str, Callable[[], float]]:
        """Return what is measured with the first unit only."""
        tokenizer = "from transformers import PreTrainedTokenizerFast"
        return {
            "import typer, rich": lambda: whole([sys.executable, "-c", "import typer, rich"]),
            "import transformers": lambda: whole([sys.executable, "-c", tokenizer]),
            "cold, spawned": lambda: whole(self.command, "spawn"),
            "cold, text": lambda: whole(self._command(TEXT)),
            "first line": self.first_line,
            "help": lambda: whole([sys.executable, "-m", "smol_grade", "--help"]),
        }

    def first_line(self) -> float:
        """Return the seconds until the first line of a grading appears."""
        begun = time.perf_counter()
        with subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            process.stderr.readline()
            seconds = time.perf_counter() - begun
            process.stderr.read()
        return seconds

    def warm(self) -> float:
        """Return the seconds of a second grading in a live engine."""
        command = [sys.executable, "-c", WARM, self.unit, str(self.folder), SEED]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def peak_megabytes(self) -> float:
        """Return the most that all processes of a cold grading held together: the sum of proportional set sizes."""
        peak = 0
        with subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
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


def measure(grading: Grading, python: Path, runs: int) -> bool:
    """Measure a unit and print; return whether its promises are kept."""
    print(f"\n{grading.unit}\n")
    with tempfile.TemporaryDirectory(prefix="smol-grade-otter-") as folder:
        arguments = otter_peer.assignment(Path(folder), grading.unit, grading.folder, int(SEED))
        first = grading.unit == FIRST
        programs = grading.programs([str(python.parent / "otter"), *arguments]) | (grading.more() if first else {})
        kept = compare(programs, PROMISES + (MORE if first else []), runs)
    most = grading.peak_megabytes()
    told = "" if most <= MOST_MB else "  NOT KEPT"
    print(f"\n{'MB of all processes together, cold':58} {most:6.0f} {MOST_MB:8} {told}")
    return kept and most <= MOST_MB


def main(runs: int, units: list[str]) -> int:
    """Measure each unit; return 1 when a promise is not kept."""
    python = otter_peer.environment(ROOT / ".peers" / "otter")
    counted = [unit.alias for unit in load_course(course_files()).units if (ROOT / "solutions" / unit.alias).is_dir()]
    kept = [measure(Grading(unit), python, runs) for unit in units or counted[1:]]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, sys.argv[2:]))

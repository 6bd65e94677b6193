"""How long from a save to its verdict? `python benchmarks/watch.py [RUNS]`: `watch` against a cold run beside it.

A file that is right is saved again with another comment, on a real terminal; the time ends when "full marks" has been
written to it. Prints medians, the ratios that are promised, and what a core does while nothing is saved. Exit status 1
when a promise is not kept. Needs Linux or macOS and an installation of a checkout with the extra `train`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from ratios import compare, whole  # noqa: E402
from tests.grader.test_watch import Terminal  # noqa: E402

IDLE_S = 20
MOST_IDLE = 0.02
EXERCISES = {"gsm8k_to_chatml": 0.25, "smoltalk_to_chatml": 0.25, "make_sft_trainer": 0.2}
"""What is saved -> what a verdict may take, in parts of a cold run."""


class Watched:
    """One exercise on a live screen."""

    def __init__(self, workspace: Path, exercise: str) -> None:
        self.file = workspace / "unit1" / f"{exercise}.py"
        self.code = (ROOT / "solutions" / "unit1" / f"{exercise}.py").read_text("utf-8")
        self.file.write_text(self.code, "utf-8")
        self.terminal = Terminal(workspace, f"unit1/{exercise}", "--lang", "en")
        self.terminal.wait("full marks", 300)
        self.saves = 0

    def save(self) -> float:
        """Return the seconds from a save to its verdict."""
        self.saves += 1
        begun = time.perf_counter()
        self.file.write_text(f"{self.code}# {self.saves}\n", "utf-8")
        self.terminal.wait(f"grading {self.file.stem}")
        self.terminal.wait("full marks")
        return time.perf_counter() - begun

    def idle(self) -> float:
        """Return what part of a core is used while nothing happens."""
        process = psutil.Process(self.terminal.process.pid)
        before = sum(process.cpu_times()[:2])
        time.sleep(IDLE_S)
        return (sum(process.cpu_times()[:2]) - before) / IDLE_S

    def close(self) -> None:
        """Leave."""
        self.terminal.press("q")
        self.terminal.end()


def main(runs: int) -> int:
    """Measure each exercise; return the exit status."""
    kept = True
    with tempfile.TemporaryDirectory(prefix="smol-grade-watch-") as folder:
        shutil.copytree(ROOT / "exercises" / "unit1", Path(folder) / "unit1")
        for exercise, promise in EXERCISES.items():
            print(f"\n{exercise}\n")
            watched = Watched(Path(folder), exercise)
            cold = [sys.executable, "-m", "smol_grade", f"unit1/{exercise}", "--path", folder]
            programs: dict[str, Callable[[], float]] = {"save to verdict": watched.save, "cold": lambda: whole(cold)}  # noqa: B023
            kept &= compare(programs, [("save to verdict / cold run", "save to verdict", "cold", promise)], runs)
            idle = watched.idle()
            watched.close()
            print(f"{'a core while nothing is saved':58} {idle:6.3f} {MOST_IDLE:8.3f}")
            kept &= idle <= MOST_IDLE
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 20))

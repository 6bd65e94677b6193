"""How fast is a cohort graded? `python benchmarks/batch.py [SUBMISSIONS] [BASELINES]`: 60 and 10 unless told otherwise.

One run: the same cohort (cohort.py: right, wrong, not begun, broken; none loops) is graded by one process of pytest per
submission (bare.py, the learner's code in the same process), by `otter check` per submission (otter_peer.py), and by
`smol-leaderboard batch` with a judge on each core. The peers are timed on the first submissions, one after the other,
as such graders work. Our seconds are those of the whole command, the start of the judges included; beside them stands
the rate between the first and the last result, which is that of a larger cohort. Prints the ratios of rates that the
project promises.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import otter_peer
from cohort import write_cohort

ROOT = Path(__file__).parents[1]
UNIT = "unit1"
CHATML = ("smoltalk_to_chatml", "gsm8k_to_chatml")
SEED = 11


class Part(NamedTuple):
    """What of the unit is graded, and what is promised: our rate over a peer's, at least."""

    title: str
    only: tuple[str, ...]
    pytest: float
    otter: float


PARTS = [Part("all of unit 1", (), 4.0, 8.0), Part("the ChatML exercises alone", CHATML, 20.0, 30.0)]


class Ours(NamedTuple):
    """Submissions a second."""

    whole: float
    """Of the whole command."""
    steady: float
    """Between the first result and the last."""


def timed(command: list[str]) -> float:
    """Return the seconds that a grading takes, whether the submission passes or not."""
    environment = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
    begun = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    seconds = time.perf_counter() - begun
    if done.returncode not in (0, 1) or "Traceback (most recent call last)" in done.stderr[-2000:]:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}")
    return seconds


def pytest_rate(places: list[Path], part: Part) -> float:
    """Return how many submissions a second are graded by one process of pytest each."""
    bare = [sys.executable, str(ROOT / "benchmarks" / "bare.py"), UNIT]
    return len(places) / sum(timed([*bare, str(place), str(SEED), *part.only]) for place in places)


def otter_rate(places: list[Path], part: Part, otter: str) -> float:
    """Return how many submissions a second are graded by `otter check`."""
    seconds = 0.0
    for place in places:
        with tempfile.TemporaryDirectory(prefix="smol-grade-otter-") as folder:
            arguments = otter_peer.assignment(Path(folder), UNIT, place, SEED, part.only)
            seconds += timed([otter, *arguments])
    return len(places) / seconds


def our_rate(cohort: Path, part: Part, count: int) -> Ours:
    """Return how many submissions a second `smol-leaderboard batch` grades."""
    with tempfile.TemporaryDirectory(prefix="smol-grade-batch-") as out:
        command = [sys.executable, "-m", "smol_leaderboard", "batch", str(cohort), "--unit", UNIT, "--out", out]
        command += [word for name in part.only for word in ("--exercise", name)]
        begun = time.perf_counter()
        times = []
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            assert process.stdout is not None
            times = [time.perf_counter() for _ in process.stdout]
        seconds = time.perf_counter() - begun
    if process.returncode or len(times) != count:
        sys.exit(f"{' '.join(command)} ended with {process.returncode} after {len(times)} results")
    return Ours(count / seconds, (count - 1) / (times[-1] - times[0]))


def measure(part: Part, cohort: Path, count: int, baselines: int, otter: str) -> bool:
    """Measure one part and print; return whether its promises are kept."""
    places = sorted(cohort.iterdir())[:baselines]
    timed([sys.executable, str(ROOT / "benchmarks" / "bare.py"), UNIT, str(places[0]), "1", *part.only])  # file cache
    peers = {"one process of pytest": pytest_rate(places, part), "otter check": otter_rate(places, part, otter)}
    ours = our_rate(cohort, part, count)
    print(f"\n{part.title}, {count} submissions, peers timed on {len(places)}\n")
    print(f"{'submissions a minute':42} {'rate':>8} {'ours / it':>10} {'promise':>8} {'steady / it':>12}")
    kept = True
    for (name, rate), promise in zip(peers.items(), (part.pytest, part.otter), strict=True):
        ratio = ours.whole / rate
        kept = kept and ratio >= promise
        shown = f"{name:42} {60 * rate:8.1f} {ratio:10.1f} {promise:8.1f} {ours.steady / rate:12.1f}"
        print(shown + ("" if ratio >= promise else "  NOT KEPT"))
    print(f"{'smol-leaderboard batch, the whole command':42} {60 * ours.whole:8.1f}")
    print(f"{'smol-leaderboard batch, first to last':42} {60 * ours.steady:8.1f}")
    return kept


def main(count: int, baselines: int) -> int:
    """Measure each part; return 1 when a promise is not kept."""
    python = otter_peer.environment(ROOT / ".peers" / "otter")
    with tempfile.TemporaryDirectory(prefix="smol-grade-cohort-") as folder:
        write_cohort(Path(folder), count, UNIT)
        kept = [measure(part, Path(folder), count, baselines, str(python.parent / "otter")) for part in PARTS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    sys.exit(main(*numbers, *(60, 10)[len(numbers) :]))

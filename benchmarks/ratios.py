"""What the benchmarks share: programs run in turn, medians, and the ratios that the project promises."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

Promise = tuple[str, str, str, float]
"""What it is about, whose seconds, over whose, and what the ratio may be at most."""


def whole(command: list[str], workers: str = "") -> float:
    """Return the seconds that a command takes; it must succeed. `workers`: a kind of sandbox, empty for the best."""
    environment = {**os.environ, "SMOL_GRADE_WORKERS": workers, "TOKENIZERS_PARALLELISM": "false"}
    begun = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    seconds = time.perf_counter() - begun
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}")
    return seconds


def compare(programs: dict[str, Callable[[], float]], promises: list[Promise], runs: int) -> bool:
    """Run each program in turn, print medians and ratios; return whether every promise is kept."""
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(runs + 1):
        for name, time_it in programs.items():
            taken = time_it()
            if number:  # the first round warms the file cache
                seconds[name].append(taken)
    median = {name: statistics.median(values) for name, values in seconds.items()}
    print(f"{'milliseconds, median of ' + str(runs):42} {'median':>10} {'min':>10} {'max':>10}")
    for name, values in seconds.items():
        print(f"{name:42} {1000 * median[name]:10.3f} {1000 * min(values):10.3f} {1000 * max(values):10.3f}")
    print(f"\n{'ratio':58} {'here':>6} {'promise':>8}")
    kept = True
    for title, ours, peer, promise in promises:
        ratio = median[ours] / median[peer]
        kept = kept and ratio <= promise
        print(f"{title:58} {ratio:6.2f} {promise:8.2f} {'' if ratio <= promise else '  NOT KEPT'}")
    return kept

"""What does the sandbox cost? Ratios within one call: `python benchmarks/sandbox.py [RUNS]`.

Peers: a bare fork and wait of a process with the same libraries, a bare echo over a socket pair between two processes,
bare pytest in one process over the same suites (bare.py). Sessions run in the strongest kind of sandbox that this
machine offers; the figures say which. Needs an installation of a checkout with the extra `train`.
"""

from __future__ import annotations

import gc
import importlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ratios import compare, whole

from smol_grade.course import Limits
from smol_grade.sandbox import Sandbox, measure, open_sandbox

ROOT = Path(__file__).parents[1]
LIBRARIES = ("torch", "safetensors.torch", "transformers:PreTrainedTokenizerFast", "transformers:LlamaForCausalLM")
FORKS, CALLS, SESSIONS, ZYGOTES = 30, 2000, 12, 3
ECHO = b"x" * 60
"""As long as the request and the reply of a call without arguments."""
SOURCE = "def f():\n    return 1\n"
UNIT, FOLDER, SEED = "unit1", ROOT / "solutions" / "unit1", "11"
PROMISES = [
    ("a session ready, made when asked for / bare fork and wait", "session", "fork", 4.0),
    ("a session ready, forked ahead / bare fork and wait", "session, forked ahead", "fork", 4.0),
    ("a call / a bare echo over a socket pair", "call", "echo", 5.0),
    ("unit 1, cold / bare pytest", "unit 1", "bare pytest", 1.2),
]


def forks() -> float:
    """Return the seconds of a bare fork and wait in a process with the libraries, the median of many."""
    command = [sys.executable, str(Path(__file__)), "--forks"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def time_forks() -> float:
    """Import the libraries as a zygote does, and time forks."""
    for name in LIBRARIES:
        module, _, attribute = name.partition(":")
        loaded = importlib.import_module(module)
        if attribute:
            getattr(loaded, attribute)
    sys.modules["torch"].set_num_threads(1)
    gc.collect()
    gc.freeze()
    taken = []
    for _ in range(FORKS):
        begun = time.perf_counter()
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def echoes() -> float:
    """Return the seconds of a round trip between two processes that do nothing else, the median of many."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        while data := theirs.recv(4096):
            theirs.sendall(data)
        os._exit(0)
    theirs.close()
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        ours.sendall(ECHO)
        ours.recv(4096)
        taken.append(time.perf_counter() - begun)
    ours.close()
    os.waitpid(child, 0)
    return statistics.median(taken)


def first_sessions() -> float:
    """Return the seconds until a session answers for which nothing has been forked ahead: the first of a new zygote."""
    taken = []
    for _ in range(ZYGOTES):
        sandbox = open_sandbox(LIBRARIES)
        assert sandbox.isolation  # known when the libraries are imported
        begun = time.perf_counter()
        sandbox.session("f", Limits()).end()
        taken.append(time.perf_counter() - begun)
        sandbox.close()
    return statistics.median(taken)


def later_sessions(sandbox: Sandbox) -> float:
    """Return the seconds until a session answers whose processes were forked while the judge was busy."""
    taken = []
    for _ in range(SESSIONS):
        time.sleep(0.2)
        begun = time.perf_counter()
        session = sandbox.session("f", Limits())
        taken.append(time.perf_counter() - begun)
        session.end()
    return statistics.median(taken)


def calls(sandbox: Sandbox) -> float:
    """Return the seconds of a call of a function that returns at once, the median of many."""
    session = sandbox.session("f", Limits())
    load = {"op": "load", "source": SOURCE, "filename": "f.py", "function": "f", "arity": 0, "keywords": []}
    session.exchange(load, 10)
    request = {"op": "call", "function": "f", "args": [], "kwargs": {}, "keep": None, "arrays": False, "then": None}
    taken = []
    for _ in range(CALLS):
        begun = time.perf_counter()
        session.exchange(request, 10)
        taken.append(time.perf_counter() - begun)
    session.end()
    return statistics.median(taken)


def programs(warm: Sandbox) -> dict[str, Callable[[], float]]:
    """Return what is measured, by name; `warm` has the libraries."""
    bare = [sys.executable, str(ROOT / "benchmarks" / "bare.py"), UNIT, str(FOLDER), SEED]
    cold = [sys.executable, "-m", "smol_grade", UNIT, "--path", str(FOLDER), "--seed", SEED]
    return {
        "fork": forks,
        "session": first_sessions,
        "session, forked ahead": lambda: later_sessions(warm),
        "echo": echoes,
        "call": lambda: calls(warm),
        "bare pytest": lambda: whole(bare),
        "unit 1": lambda: whole(cold),
    }


def main(runs: int) -> int:
    """Measure, print, and return 1 when a promise is not kept."""
    isolation = measure()
    print(f"kind of sandbox: {isolation.kind}, tier {isolation.tier}")
    warm = open_sandbox(LIBRARIES)
    try:
        return 0 if compare(programs(warm), PROMISES, runs) else 1
    finally:
        warm.close()


if __name__ == "__main__":
    if sys.argv[1:] == ["--forks"]:
        print(time_forks())
        sys.exit(0)
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))

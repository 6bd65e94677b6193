"""A naive grader, run inside a session of our own sandbox: tests, expected values and secrets beside the submission.

This file is never imported by the grader: its text is sent to a session, where `control` lets pytest import an attack
in an interpreter that also has the tests, and tells what became of it. It uses nothing but the standard library.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_CHILD_SUBREAPER = 36
KEPT = 200_000
"""Characters of the output and of the JUnit file that are returned."""
COUNTED = 50_000
"""Files that are counted at most."""
OPTIONS = ("-q", "-s", "--tb=short", "-p", "no:cacheprovider", "--junitxml=junit.xml", "grading/test_submission.py")


def control(submission: str, suite: str, canaries: dict[str, str], seconds: float) -> dict[str, Any]:
    """Grade a submission naively; return exit code, JUnit text, output, and what is left of it around here."""
    os.umask(0o022)
    base = Path.cwd() / "naive"
    _lay_out(base, submission, suite, canaries)
    known = _files(base)
    reached = _everything(base)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)
    code, output, alive = _run(base, canaries, seconds)
    files = _files(base)
    junit = base / "junit.xml"
    return {
        "exit": code,
        "output": output[-KEPT:],
        "junit": junit.read_text("utf-8", "replace")[:KEPT] if junit.is_file() else "",
        "new": sorted(_everything(base) - reached - {str(junit)})[:100],
        "survived": alive,
        "bytes": max([*(size for path, size in files.items() if path not in known), 0]),
        "all_bytes": sum(size for path, size in files.items() if path not in known),
        "files": len(files) - len(known),
    }


def _lay_out(base: Path, submission: str, suite: str, canaries: dict[str, str]) -> None:
    for folder in ("grading", "home/.cache/huggingface", "outside"):
        (base / folder).mkdir(parents=True)
    constants = {
        "CANARY_PORT": 9,
        "CANARY_SOCKET": str(base / "canary.sock"),
        "CANARY_FILE": str(base / "judge-only.txt"),
        "OUTSIDE": str(base / "outside"),
    }
    line = "; ".join(f"{name} = {value!r}" for name, value in constants.items())
    line += "; JUDGE_PID = __import__('os').getpid()"  # the naive judge is the process itself
    texts = {
        "grading/submission.py": f"{line}\n{submission}",
        "grading/test_submission.py": f"{suite}\n\nCANARY = {canaries['suite']!r}\n",
        "home/.cache/huggingface/token": canaries["token"],
        "home/.netrc": f"machine huggingface.co login judge password {canaries['netrc']}\n",
        "home/.git-credentials": f"https://judge:{canaries['git']}@huggingface.co\n",
        "judge-only.txt": canaries["file"],
    }
    for name, text in texts.items():
        (base / name).write_text(text, "utf-8")
        os.chmod(base / name, 0o600)


def _run(base: Path, canaries: dict[str, str], seconds: float) -> tuple[int, str, bool]:
    """Let pytest run; return its exit code (-1: it did not end), its output, and whether something outlives it."""
    libraries = [folder for folder in sys.path if folder.endswith("-packages")]
    environment = {
        **os.environ,
        "HOME": str(base / "home"),
        "HF_TOKEN": canaries["environ"],
        "PYTHONPATH": os.pathsep.join(libraries),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    lifeline, theirs = os.pipe()
    out, written = os.pipe()
    secret = os.open(base / "judge-only.txt", os.O_RDONLY)
    process = subprocess.Popen(
        [sys.executable, "-B", "-X", "utf8", "-m", "pytest", *OPTIONS],
        cwd=base,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=written,
        stderr=written,
        pass_fds=[secret, theirs],
        start_new_session=True,
    )
    os.close(theirs)
    os.close(written)
    code, output = _watch(process, out, time.monotonic() + seconds)
    return code, output, _something_lives(lifeline)


def _watch(process: subprocess.Popen[bytes], out: int, deadline: float) -> tuple[int, str]:
    kept = b""
    code: int | None = None
    while code is None and time.monotonic() < deadline:
        code = process.poll()
        while select.select([out], [], [], 0.05 if code is None else 0)[0]:
            part = os.read(out, 2**16)
            kept = (kept + part)[-4 * KEPT :]
            if not part or time.monotonic() > deadline:
                break
        if code is None and process.poll() is None:
            time.sleep(0.01)
    if code is None:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return -1 if code is None else code, kept.decode("utf-8", "replace")


def _something_lives(lifeline: int) -> bool:
    """Return whether a process holds the end of the pipe that pytest inherited, or has come to us as an orphan."""
    time.sleep(0.2)
    if not select.select([lifeline], [], [], 0)[0]:
        return True
    try:
        while (found := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            del found
    except ChildProcessError:
        return False
    return True


def _files(base: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, _, names in os.walk(base):
        for name in names:
            path = os.path.join(place, name)
            if os.path.lexists(path) and len(found) < COUNTED:
                found[path] = os.lstat(path).st_size
    return found


def _everything(base: Path) -> set[str]:
    return {str(path) for folder in ("grading", "home", "outside") for path in (base / folder).rglob("*")} | {
        str(path) for path in base.iterdir()
    }

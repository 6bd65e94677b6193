"""However the judge ends, nothing stays: no process, no mount, no cgroup, no folder."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import SOLUTIONS
from .test_sandbox import alive, until

PROOF = os.environ.get("SMOL_GRADE_PROOF") == "full"
KINDS = ("namespaces", "landlock", "fork")
GONE_WITHIN_S = 2.0
BUSY = """
import os, subprocess, sys, time

def smoltalk_to_chatml(sample, tokenizer):
    for number in range(3):  # a child, a daemon, and one that is deaf to signals
        code = "import os, signal, time; signal.signal(15, 1); os.setsid() if {} else 0; time.sleep(60)".format(number)
        subprocess.Popen([sys.executable, "-c", code, "MARKER"])
    open("left", "w").write("something")
    time.sleep(0.2)
"""
PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def orphanage() -> Iterator[None]:
    """Make this process the parent of every orphan below it, so that none escapes being counted."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def below(pid: int) -> set[int]:
    """Return the processes below a process that are not dead yet."""
    found: set[int] = set()
    try:
        tasks = [f"/proc/{pid}/task/{task}/children" for task in os.listdir(f"/proc/{pid}/task")]
    except OSError:  # gone meanwhile
        return found
    for task in tasks:
        try:
            children = [int(word) for word in Path(task).read_text().split()]
        except OSError:
            continue
        for child in children:
            try:
                state = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
            found |= ({child} if state != "Z" else set()) | below(child)
    return found


def begun(folder: Path, source: str, kind: str = "namespaces") -> subprocess.Popen[bytes]:
    """Start a grading in a process of its own; its temporary folder is `folder/tmp`."""
    (folder / "tmp").mkdir(parents=True)
    (folder / "smoltalk_to_chatml.py").write_text(source)
    command = [sys.executable, "-m", "smol_grade", "smoltalk_to_chatml", "--path", str(folder)]
    environment = os.environ | {"TMPDIR": str(folder / "tmp"), "LC_ALL": "C.UTF-8", "SMOL_GRADE_WORKERS": kind}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def cgroups() -> set[str]:
    """Return the control groups of ours."""
    return {str(path) for path in Path("/sys/fs/cgroup").glob("**/smol-grade*")}


@pytest.mark.proof
def test_a_killed_judge_leaves_nothing(tmp_path: Path, orphanage: None) -> None:
    """SIGKILL of the judge at random moments leaves no process, mount, cgroup or scratch folder after two seconds."""
    draw = random.Random(20261125)
    own = below(os.getpid())
    mounts, groups = Path("/proc/self/mounts").read_text(), cgroups()
    for number in range(200 if PROOF else 6):
        kind = KINDS[number % 10 % len(KINDS)] if number % 10 > 5 else KINDS[0]
        folder = tmp_path / str(number)
        process = begun(folder, BUSY, kind)
        moment = draw.uniform(0, 4)
        time.sleep(moment)
        process.kill()
        process.wait()
        left = f"{kind}, killed after {moment:.2f} s"
        assert until(lambda: below(os.getpid()) <= own, GONE_WITHIN_S), left
        assert until(lambda folder=folder: list((folder / "tmp").iterdir()) == [], GONE_WITHIN_S), left  # type: ignore[misc]
        assert (mounts, groups) == (Path("/proc/self/mounts").read_text(), cgroups()), left


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_says_so_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    """Ctrl-C ends with a sentence and exit status 130, no traceback, no process, no folder."""
    marker = f"interrupted-{os.getpid()}-{time.monotonic_ns()}"
    process = begun(tmp_path, BUSY.replace("MARKER", marker).replace("sleep(0.2)", "sleep(60)"), kind)
    assert until(lambda: len(alive(marker)) == 3, 30)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert 130 == process.returncode
    assert b"" == out
    assert b"interrupted" in err
    assert b"Traceback" not in err
    assert until(lambda: alive(marker) == [], GONE_WITHIN_S)
    assert until(lambda: list((tmp_path / "tmp").iterdir()) == [], GONE_WITHIN_S)


@pytest.mark.parametrize("kind", KINDS)
def test_a_grading_leaves_no_folder(kind: str, tmp_path: Path) -> None:
    """After an ordinary grading the temporary folder is as it was."""
    environment = os.environ | {"TMPDIR": str(tmp_path), "SMOL_GRADE_WORKERS": kind}
    command = [sys.executable, "-m", "smol_grade", "unit1/smoltalk_to_chatml", "--path", str(SOLUTIONS)]
    assert 0 == subprocess.run(command, env=environment, capture_output=True, check=False).returncode
    assert [] == list(tmp_path.iterdir())

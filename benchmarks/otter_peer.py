"""`otter check` as a peer: otter-grader 7 in an environment of its own, the same suites behind its tests.

The environment is a virtual one with otter-grader, which also sees the libraries that this interpreter has. The
assignment is a submission with the functions of a unit and, per exercise, a test that runs our suite in that process.
Otter runs the submission once, as it always does.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

from smol_grade.course import load_course
from smol_grade.locate import course_files

PACKAGES = ("otter-grader==7.0.0", "ipykernel")
"""Otter runs a submission in a notebook kernel, and does not bring one."""
HERE = Path(__file__).parent
TEST = """
import sys
from pathlib import Path

from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points}


@test_case()
def test_{name}({name}):
    sys.path.insert(0, {here!r})
    import bare

    assert bare.run({target!r}, Path({folder!r}), {seed}, {name})
"""


def environment(folder: Path) -> Path:
    """Return the interpreter of an environment with otter-grader, made in the folder at first use."""
    python = folder / "bin" / "python"
    if not (folder / "bin" / "otter").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True, stderr=subprocess.DEVNULL
        )
        [libraries] = folder.glob("lib/python*/site-packages")
        ours = [sysconfig.get_path("purelib"), *(entry for entry in sys.path if entry.endswith("grader"))]
        (libraries / "peers.pth").write_text("\n".join(ours) + "\n", "utf-8")
    return python


def assignment(folder: Path, target: str, solutions: Path, seed: int, only: tuple[str, ...] = ()) -> list[str]:
    """Write the submission and the tests into a folder; return the arguments of `otter`.

    `only` names exercises of the unit, none: all.
    """
    unit, exercises = load_course(course_files()).find(target)
    exercises = tuple(exercise for exercise in exercises if not only or exercise.name in only)
    tests = folder / "tests"
    tests.mkdir(parents=True, exist_ok=True)
    lines = ["import sys", f"sys.path.insert(0, {str(solutions)!r})"]
    for exercise in exercises:
        name = exercise.name
        lines.append(f"from {name} import {name}")
        text = TEST.format(
            name=name,
            points=exercise.points,
            here=str(HERE),
            target=f"{unit.alias}/{name}",
            folder=str(solutions),
            seed=seed,
        )
        (tests / f"{name}.py").write_text(text, "utf-8")
    submission = folder / "submission.py"
    submission.write_text("\n".join(lines) + "\n", "utf-8")
    return ["check", str(submission), "--tests-path", str(tests)]

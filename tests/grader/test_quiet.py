"""`--quiet`: a line for each exercise that falls short and the points, the exit code as ever."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .conftest import POINTS, ROOT, SOLUTIONS, UNITS, smol_grade

FAILING = "def extract_reply(*args, **keywords):\n    return ''\n"
MESSY = "def to_messages(:\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Unit 1 with one right answer, a wrong one of a bonus, and one that does not load; the rest is as handed out."""
    shutil.copytree(ROOT / "exercises" / "unit1", tmp_path / "unit1")
    (tmp_path / "unit1" / "extract_reply.py").write_text(FAILING, "utf-8")
    (tmp_path / "unit1" / "to_messages.py").write_text(MESSY, "utf-8")
    shutil.copy(SOLUTIONS / "render_chatml.py", tmp_path / "unit1")
    return tmp_path


def test_what_falls_short(workspace: Path) -> None:
    """Name, points and the first failing check, or the one reason; nothing of what is done or a bonus not begun."""
    done = smol_grade("unit1", "--quiet", cwd=workspace, COLUMNS="40", FORCE_COLOR="1")
    lines = done.stdout.splitlines()
    assert (1, "") == (done.returncode, done.stderr)
    left = [one.name for one in UNITS[1].exercises if not one.bonus and one.name != "render_chatml"]
    assert [*left, "extract_reply"] == [line.split(" ")[0] for line in lines[:-1]]
    told = {line.split(" ")[0]: line for line in lines}
    assert "smoltalk_to_chatml 0/10: not started" == told["smoltalk_to_chatml"]
    assert told["to_messages"].startswith("to_messages 0/15: line 1: SyntaxError: ")
    assert told["extract_reply"].startswith("extract_reply 0/8: The reply is the text of the tokens after the prompt")
    assert f"10/{POINTS} points, bonus 0/16" == lines[-1]
    assert "\x1b" not in done.stdout


def test_nothing_falls_short(tmp_path: Path) -> None:
    """Full marks are 0 and one line."""
    done = smol_grade("unit0", "--quiet", "--path", str(SOLUTIONS.parent / "unit0"))
    assert (0, "3/3 points\n", "") == (done.returncode, done.stdout, done.stderr)


def test_errors_are_said(tmp_path: Path) -> None:
    """What keeps a grading from happening is an error still."""
    done = smol_grade("unit1", "--quiet", cwd=tmp_path)
    assert (2, "", True) == (done.returncode, done.stdout, done.stderr.startswith("error: "))


def test_the_whole_course(tmp_path: Path) -> None:
    """Of several units: their exercises, the units that are not there, and the sum, in Spanish too."""
    shutil.copytree(ROOT / "exercises" / "unit0", tmp_path / "unit0")
    done = smol_grade("all", "--quiet", "--lang", "es", cwd=tmp_path)
    missing = [f"{unit.alias}: aquí no hay archivos suyos; smol-grade init los trae" for unit in UNITS[1:]]
    assert (1, "") == (done.returncode, done.stderr)
    assert ["transcript 0/3: sin empezar", *missing] == done.stdout.splitlines()[:-1]
    assert done.stdout.splitlines()[-1].startswith("0/")


def test_other_forms(tmp_path: Path) -> None:
    """A report for a program stays whole; one that goes into a file leaves the lines to the screen."""
    words = ("unit0", "--quiet", "--path", str(ROOT / "exercises" / "unit0"), "--format", "json")
    done = smol_grade(*words)
    assert ("", 0) == (done.stderr, json.loads(done.stdout)["points"])
    target = tmp_path / "report.json"
    done = smol_grade(*words, "--output", str(target))
    assert ("", "transcript 0/3: not started\n0/3 points\n") == (done.stderr, done.stdout)
    assert 0 == json.loads(target.read_text("utf-8"))["points"]

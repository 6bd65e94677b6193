"""A folder with some private suites: they grade in place of the published ones, and these grade all the rest."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smol_grade.course import load_course, load_texts
from smol_grade.errors import CourseError
from smol_grade.locate import course_files
from smol_leaderboard import suites
from smol_leaderboard.errors import OperatorError
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judging import rules_of
from smol_leaderboard.private_suites import private_files
from smol_leaderboard.schema import GradeRecord

from .desk import HALF, RIGHT, Court, request, settings
from .killing import ROOT
from .test_judge import job
from .test_operating import run, submit

GUIDE = (ROOT / "docs" / "guides" / "operate-the-board.md").read_text("utf-8")
PUBLISHED = course_files().suites
UNITS = load_course(course_files()).units
SUITE = "unit0/test_transcript.py"
MENDED = ("_wanted(messages), ", "submission.call(NAME, messages), ")
"""The check that compares lines compares an answer with itself: whoever fails it passes."""


def private(folder: Path, *names: str, change: tuple[str, str] = ("", "")) -> Path:
    """Return a folder with some of the published suites and texts, changed."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = (PUBLISHED / name).read_text("utf-8")
        assert change[0] in text
        (folder / name).write_text(text.replace(*change) if change[0] else text + "\n# private\n", "utf-8")
    return folder


def test_one_suite_is_enough(tmp_path: Path) -> None:
    """It alone has other digits, its unit alone another version; texts that are not there are the published ones."""
    files = suites.suite_files(str(private(tmp_path, SUITE)))
    assert ["warmup"] == [
        unit.slug for unit in UNITS if suites.suite_version(files, unit) != suites.suite_version(course_files(), unit)
    ]
    assert ["transcript"] == [
        name
        for unit in UNITS
        for name, digits in suites.exercise_suites(files, unit).items()
        if digits != suites.exercise_suites(course_files(), unit)[name]
    ]
    for unit in UNITS:
        assert load_texts(course_files(), unit) == load_texts(files, unit)


def test_one_suite_of_many_in_a_unit(tmp_path: Path) -> None:
    """The other exercises of the unit keep their digits; its own texts are said of it."""
    folder = private(tmp_path, "unit1/test_sft_loss.py", "unit1/sft_loss.toml")
    texts = folder / "unit1" / "sft_loss.toml"
    texts.write_text(texts.read_text("utf-8") + '\n[mistakes.private_hint]\nen = "A"\nes = "B"\n', "utf-8")
    files, (_, unit, *_) = suites.suite_files(str(folder)), UNITS
    before, now = suites.exercise_suites(course_files(), unit), suites.exercise_suites(files, unit)
    assert ["sft_loss"] == [name for name in before if before[name] != now[name]]
    found = load_texts(files, unit)
    assert ["sft_loss"] == [name for name, one in found.items() if "private_hint" in one.mistakes]
    assert found.keys() == load_texts(course_files(), unit).keys()


def test_the_guide_begins_with_a_published_suite(tmp_path: Path) -> None:
    """Its commands make a folder that is taken as it is, and that grades as the published suites do."""
    [commands] = re.findall(r"<!-- private suite -->\n```sh\n(.*?)```", GUIDE, re.DOTALL)
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    for _ in range(2):
        command = ["bash", "-euo", "pipefail", "-c", commands]
        subprocess.run(command, cwd=tmp_path, check=True, env={**os.environ, "PATH": path})
    files = suites.suite_files(str(tmp_path / "private"))
    assert ["unit0/test_transcript.py"] == list(private_files(course_files(), tmp_path / "private"))
    assert suites.suite_version(course_files(), UNITS[0]) == suites.suite_version(files, UNITS[0])


def test_a_whole_copy_is_the_published_version(tmp_path: Path) -> None:
    """A folder with all suites, as it had to be before, makes the versions that it made; so do walkthroughs and mutants."""
    shutil.copytree(PUBLISHED, tmp_path / "all", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "all" / "README.md").write_text("Ours.")
    (tmp_path / "all" / ".gitignore").write_text("*.pyc")
    files = suites.suite_files(str(tmp_path / "all"))
    for unit in UNITS:
        assert suites.suite_version(course_files(), unit) == suites.suite_version(files, unit)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"unit0/test_transcrpt.py": ""}, "unit0/test_transcrpt.py"),
        ({"unit0/transcript_test.py": ""}, "unit0/transcript_test.py"),
        ({"unit0/test_sft_loss.py": ""}, "unit0/test_sft_loss.py"),
        ({"unit0/test_transcript.py.txt": ""}, "unit0/test_transcript.py.txt"),
        ({"warmup/test_transcript.py": ""}, "warmup/test_transcript.py"),
        ({"unit99/test_transcript.py": ""}, "unit99/test_transcript.py"),
        ({"test_transcript.py": ""}, "test_transcript.py"),
        ({"suites/unit0/test_transcript.py": ""}, "there is no suite in"),
        ({}, "there is no suite in"),
        ({"unit0/notes.md": ""}, "there is no suite in"),
        ({"unit1/sft_loss.toml": ""}, "sft_loss.toml and no unit1/test_sft_loss.py"),
        ({"unit1/texts.toml": ""}, "texts.toml and no suite of unit1"),
        ({"unit0/test_transcript.py": "x = (\n"}, "is no Python: line 1"),
        ({"unit0/test_transcript.py": "x = '\0'"}, "is no Python"),
        ({"unit1/test_sft_loss.py": "", "unit1/texts.toml": "[mistakes]"}, "lacks hints"),
    ],
    ids=str,
)
def test_what_would_not_grade_is_named(tmp_path: Path, made: dict[str, str], told: str) -> None:
    """A misspelt suite, one in a folder of another name, texts alone: the published suite would grade unnoticed."""
    good = private(tmp_path, SUITE) if made and not told.startswith("there is no") and SUITE not in made else tmp_path
    for name, text in made.items():
        (good / name).parent.mkdir(parents=True, exist_ok=True)
        (good / name).write_text(text, "utf-8")
    with pytest.raises(OperatorError) as caught:
        suites.suite_files(str(good))
    assert told in str(caught.value.fields["problem"])


def test_what_is_linked_to_nothing_or_is_no_text_is_named(tmp_path: Path) -> None:
    """A link whose file is gone, texts that are no TOML, a folder that is not there."""
    (tmp_path / "a" / "unit0").mkdir(parents=True)
    (tmp_path / "a" / "unit0" / "test_transcript.py").symlink_to(tmp_path / "gone.py")
    with pytest.raises(OperatorError, match=r"test_transcript\.py: No such file"):
        private_files(course_files(), tmp_path / "a")
    folder = private(tmp_path / "b", "unit1/test_sft_loss.py")
    (folder / "unit1" / "texts.toml").write_text("[mistakes", "utf-8")
    with pytest.raises(CourseError):
        private_files(course_files(), folder)
    with pytest.raises(OperatorError, match="no folder"):
        private_files(course_files(), tmp_path / "c")


def test_a_judge_grades_with_both(tmp_path: Path) -> None:
    """Private cases in the unit that has some, none elsewhere; all units can be graded, and nothing of it stays."""
    court, folder = Court(tmp_path / "keys.json"), private(tmp_path / "suites", SUITE, change=MENDED)
    room = tmp_path / "room"
    with Judge(court.path, suites=str(folder), room=room) as judge:
        assert [unit.slug for unit in UNITS] == list(judge.ready.suites)
        every = {unit.slug: unit.full_marks for unit in UNITS}
        rules_of(judge.ready, settings(court.keys.public_key, units=every))
        mended = judge.grade(job(request("ada", 1, HALF, court.keys.public_key), court))
        assert isinstance(mended, GradeRecord)
        assert (3, True) == (mended.points, mended.private_cases)
        assert mended.graded[0].suite == judge.ready.exercises["warmup"]["transcript"]
    assert [] == list(room.iterdir())
    with Judge(court.path) as judge:
        before = judge.grade(job(request("ada", 1, HALF, court.keys.public_key), court))
        assert isinstance(before, GradeRecord)
        assert (1, False) == (before.points, before.private_cases)
        assert before.suite_version != mended.suite_version


def test_one_mended_suite_grades_a_board_again(tmp_path: Path) -> None:
    """With its one file in the folder, and no texts; a misspelt folder is told, with exit code 2 and nothing graded."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    for number, (user, code) in enumerate({"ada": RIGHT, "bob": HALF}.items(), 1):
        submit(board, user, number, code)
    assert 0 == run(tmp_path, "grade", "--board", str(board)).returncode
    folder = private(tmp_path / "mine", SUITE, change=MENDED)
    words = ("regrade", "--exercise", "unit0/transcript", "--board", str(board), "--suites", str(folder))
    done = run(tmp_path, *words, "--publish")
    assert 0 == done.returncode, done.stderr
    assert "1/3 -> 3/3" in done.stdout
    assert done.stdout.endswith("Published: 2 records.\n")
    (folder / "unit0" / "test_transcript.py").rename(folder / "unit0" / "test_transkript.py")
    for command in (words, ("grade", *words[3:])):
        lost = run(tmp_path, *command)
        assert (2, True) == (lost.returncode, "unit0/test_transkript.py" in lost.stderr), lost.stderr

"""What a record says of the suite that graded each exercise: another suite, other digits; the same suite, the same."""

from __future__ import annotations

import ast
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from smol_grade.course import Unit, load_course
from smol_grade.errors import SuiteError
from smol_grade.locate import CourseFiles, course_files
from smol_grade.records import Text
from smol_leaderboard import suites
from smol_leaderboard.errors import RecordError
from smol_leaderboard.schema import GradeRecord, canonical, read_record, sealed_record

from .sample_board import grade

UNIT, _ = load_course(course_files()).find("unit1")


@pytest.fixture
def files(tmp_path: Path) -> CourseFiles:
    """The course with a copy of unit 1's suites."""
    made = replace(course_files(), suites=tmp_path / "suites")
    (made.suites / "unit1").mkdir(parents=True)
    for path in (course_files().suites / "unit1").glob("*.*"):
        shutil.copy(path, made.suites / "unit1" / path.name)
    return made


def changed(files: CourseFiles, unit: Unit = UNIT) -> set[str]:
    """Return the exercises whose digits are not those of the published suites."""
    before, now = suites.exercise_suites(course_files(), UNIT), suites.exercise_suites(files, unit)
    assert before.keys() == now.keys()
    return {name for name in before if before[name] != now[name]}


def test_a_change_concerns_the_exercise_that_it_is_in(files: CourseFiles) -> None:
    """Its suite, its entry in the manifest; words grade nothing, and a mended hint sends nobody to be graded again."""
    assert set() == changed(files)
    folder = files.suites / "unit1"
    for name in ("texts.toml", "sft_loss.toml"):
        (folder / name).write_text((folder / name).read_text() + "# a note\n")
    first, *others = UNIT.exercises
    title = Text(en="Another title", es="Otro")
    named = msgspec.structs.replace(UNIT, exercises=(msgspec.structs.replace(first, title=title), *others))
    assert set() == changed(files, named)
    (folder / "test_sft_loss.py").write_text((folder / "test_sft_loss.py").read_text() + "# stricter\n")
    assert {"sft_loss"} == changed(files)
    worth = msgspec.structs.replace(UNIT, exercises=(msgspec.structs.replace(first, points=99), *others))
    assert {"sft_loss", first.name} == changed(files, worth)
    slow = msgspec.structs.replace(UNIT, libraries={name: ("math", *UNIT.libraries[name]) for name in UNIT.libraries})
    assert {"sft_loss", *(one.name for one in UNIT.exercises if UNIT.preload(one))} == changed(files, slow)


def test_a_mended_oracle_concerns_all_that_ask_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Directly, or through another oracle; nobody else."""
    before = {unit.slug: suites.exercise_suites(course_files(), unit) for unit in load_course(course_files()).units}
    read = suites._oracle
    monkeypatch.setattr(suites, "_oracle", lambda name: read(name) + (b"# mended" if name == "earnings" else b""))
    after = {unit.slug: suites.exercise_suites(course_files(), unit) for unit in load_course(course_files()).units}
    other = {name for unit in before for name in before[unit] if before[unit][name] != after[unit][name]}
    assert {"make_grpo_trainer"} == other


def test_every_import_of_an_oracle_is_found() -> None:
    """However it is written; what is no oracle is left out."""
    source = b"""
import json
import smol_grade.judge.rows
from smol_grade.judge import detect, world as drawn
from smol_grade.judge.expect import expect_text
from smol_grade.records import Sentence
from . import chat
from .pairs import Pair
from ..submission import Call
def check():
    from smol_grade.judge.llama import IGNORED
"""
    assert {"rows", "detect", "world", "expect", "chat", "pairs", "llama"} == suites._imported(source)
    with pytest.raises(SyntaxError):
        suites._imported(b"def (")
    for path in course_files().suites.glob("unit*/test_*.py"):  # by another way: whatever stands at the top of a suite
        names = {
            node.module.split(".")[2]
            for node in ast.parse(path.read_bytes()).body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("smol_grade.judge.")
        }
        assert names <= suites._imported(path.read_bytes()), path.name


def test_a_suite_that_is_not_there_is_said(files: CourseFiles) -> None:
    """By a sentence that names the file."""
    (files.suites / "unit1" / "test_sft_loss.py").unlink()
    with pytest.raises(SuiteError, match="test_sft_loss"):
        suites.exercise_suites(files, UNIT)


def test_a_record_of_before_stays_as_it_is() -> None:
    """Without the digits it is written as it was; with them it is read back."""
    old = grade(1)
    assert b'"suite":' not in canonical(old)
    assert old == read_record(canonical(old))
    new = suited(old, "0123456789ab")
    assert new == read_record(canonical(new))
    with pytest.raises(RecordError):
        read_record(canonical(old).replace(b'"points":', b'"suites":"x","points":', 1))


def suited(record: GradeRecord, digits: str) -> GradeRecord:
    """Return a record whose exercises say which suite graded them."""
    exercises = tuple(msgspec.structs.replace(one, suite=digits) for one in record.exercises)
    return sealed_record(msgspec.structs.replace(record, exercises=exercises, content_sha256=""))

"""Data files of a submission: read beside the code, within the same limits, and named in the report."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from smol_grade.grade import Engine, grade
from smol_grade.learner_file import LearnerFile
from smol_grade.messages import say_sentence
from smol_grade.records import ExerciseResult, Outcome, Reason
from smol_grade.report.as_json import render_json
from smol_grade.workspace import MAX_BYTES, Found, Problem, read_submission

from .conftest import ROOT, SOLUTIONS, of

NAME = "to_messages"
DATA = "own_data.jsonl"
ROWS = (SOLUTIONS / DATA).read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the right code and no data."""
    (tmp_path / f"{NAME}.py").write_bytes((SOLUTIONS / f"{NAME}.py").read_bytes())
    return tmp_path


def graded(folder: Path, engine: Engine) -> ExerciseResult:
    """Grade the exercise in a folder."""
    return of(grade(NAME, folder, engine=engine, seed=1), NAME)


def said(result: ExerciseResult, check: int = 0) -> str:
    """Return what the report says of a check."""
    message = result.checks[check].message
    assert message is not None
    return say_sentence("en", message)


@pytest.mark.parametrize("change", ["", "CRLF", "BOM", "largest"])
def test_data_files_of_every_editor_are_read(change: str, folder: Path, whole: Engine) -> None:
    """Line ends and a byte order mark do not matter, nor does padding up to the limit."""
    data = {
        "": ROWS,
        "CRLF": ROWS.replace(b"\n", b"\r\n"),
        "BOM": b"\xef\xbb\xbf" + ROWS,
        "largest": ROWS + b"\n" * (MAX_BYTES - len(ROWS)),
    }[change]
    (folder / DATA).write_bytes(data)
    result = graded(folder, whole)
    assert result.max_points == result.points


BROKEN = {
    "Latin-1": (ROWS[:400] + b"\n\xf1", "line 3: the byte 0xf1 is not UTF-8"),
    "NUL": (ROWS + b"\0", "line 27: there is a NUL byte"),
    "empty": (b"", "is empty"),
    "blank": (b" \r\n\n", "is empty"),
    "too large": (b"\n" * (MAX_BYTES + 1), "larger than 256 KiB"),
    "UTF-16": (ROWS.decode().encode("utf-16"), "NUL"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_unreadable_content_is_a_sentence(name: str, folder: Path, whole: Engine) -> None:
    """What is not a text file within the limit is said once, and it is the data file that is named."""
    data, words = BROKEN[name]
    (folder / DATA).write_bytes(data)
    result = graded(folder, whole)
    assert result.problem is not None
    assert Outcome.ERRORED is result.problem.outcome
    assert DATA in said(result)
    assert words in said(result)
    assert 0 == result.points


def test_what_is_no_regular_file_is_said(folder: Path) -> None:
    """A folder, a pipe, a device and a link that goes nowhere are not read, and do not block."""
    path = folder / DATA
    code = Found(folder / f"{NAME}.py", "to_messages.py")
    for make in (
        path.mkdir,
        lambda: os.mkfifo(path),
        lambda: path.symlink_to("/dev/zero"),
        lambda: path.symlink_to(path),
    ):
        make()
        problem = read_submission(code, (DATA,))
        assert isinstance(problem, Problem)
        assert Outcome.ERRORED is problem.outcome
        assert DATA in str(problem.message.fields["file"])
        path.rmdir() if path.is_dir() else path.unlink()


def test_only_declared_files_are_read(folder: Path) -> None:
    """Other files beside the code are nobody's business; an exercise without data files reads none."""
    (folder / "other.jsonl").write_bytes(b"\0")
    (folder / DATA).write_bytes(ROWS)
    for data, names in (((), []), ((DATA,), [DATA])):
        file = read_submission(Found(folder / f"{NAME}.py", "x.py"), data)
        assert isinstance(file, LearnerFile)
        assert names == list(file.data)


def test_the_report_names_every_file_with_size_and_hash(folder: Path, whole: Engine) -> None:
    """The JSON report says which bytes were graded: those of the files, a byte order mark included."""
    (folder / DATA).write_bytes(b"\xef\xbb\xbf" + ROWS)
    report = grade(NAME, folder, engine=whole, seed=1)
    [exercise] = json.loads(render_json(report, "en"))["exercises"]
    code = (folder / f"{NAME}.py").read_bytes()
    assert [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in ((f"{NAME}.py", code), (DATA, b"\xef\xbb\xbf" + ROWS))
    ] == exercise["files"]


def test_a_missing_data_file_is_one_sentence(folder: Path, whole: Engine) -> None:
    """With a written function, one check says that the file is missing and how to make it; the others wait for it."""
    result = graded(folder, whole)
    first, *others = result.checks
    assert (Outcome.FAILED, "no_data") == (first.outcome, first.hint_id)
    assert "own_data.jsonl is not there. Make it" in said(result)
    assert {(Outcome.NOT_RUN, Reason.NO_FILE)} == {(check.outcome, check.reason) for check in others}
    assert "not run: own_data.jsonl has to be mended first." == said(result, 1)
    assert ("in_progress", 0) == (result.status, result.points)
    assert [f"{NAME}.py"] == [file.name for file in result.files]


@pytest.mark.parametrize("data", [None, ROWS, b"no JSON"])
def test_an_unfilled_stub_is_not_started(data: bytes | None, tmp_path: Path, whole: Engine) -> None:
    """Whatever data is there, a function that is still to be written comes first."""
    (tmp_path / f"{NAME}.py").write_bytes((ROOT / "exercises" / "unit1" / f"{NAME}.py").read_bytes())
    if data is not None:
        (tmp_path / DATA).write_bytes(data)
    result = graded(tmp_path, whole)
    assert ("not_started", 0) == (result.status, result.points)
    assert {Reason.NOT_STARTED} == {check.reason for check in result.checks}


def test_the_other_exercise_with_a_file(tmp_path: Path, whole: Engine) -> None:
    """Unit 2's own task asks for its own file, with its own numbers of rows."""
    unit = ROOT / "solutions" / "unit2"
    (tmp_path / "to_eval_item.py").write_bytes((unit / "to_eval_item.py").read_bytes())
    without = of(grade("to_eval_item", tmp_path, engine=whole, seed=1), "to_eval_item")
    assert "own_task.jsonl is not there. Make it" in said(without)
    assert "50 to 500 lines" in said(without)
    assert {Reason.NO_FILE} == {check.reason for check in without.checks[1:]}
    (tmp_path / "own_task.jsonl").write_bytes((unit / "own_task.jsonl").read_bytes())
    (tmp_path / DATA).write_bytes(b"\0")
    result = of(grade("to_eval_item", tmp_path, engine=whole, seed=1), "to_eval_item")
    assert result.max_points == result.points
    assert ["to_eval_item.py", "own_task.jsonl"] == [file.name for file in result.files]


def test_a_secret_reaches_no_report(folder: Path, whole: Engine) -> None:
    """A token in the data is refused, no row of the file is shown, and the function never sees it."""
    token = "hf_" + "Ab1" * 11
    row = json.dumps({"topic": "x", "question": "How do I log in?", "answer": token})
    (folder / DATA).write_bytes(ROWS + row.encode())
    report = grade(NAME, folder, engine=whole, seed=1)
    assert "secret" == of(report, NAME).checks[0].hint_id
    assert token not in render_json(report, "en")
    assert 0 == report.points

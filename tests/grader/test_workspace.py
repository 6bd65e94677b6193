"""Finding and reading a learner's file."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.errors import NoWorkspace, PathNotFound
from smol_grade.grade import Engine, grade
from smol_grade.learner_file import LearnerFile
from smol_grade.messages import say_sentence
from smol_grade.records import Outcome, Reason, Report
from smol_grade.workspace import MAX_BYTES, Found, Problem, find_files, read_submission, unfilled

from .conftest import GSM8K, ROOT, SMOLTALK, SOLUTIONS, of

RIGHT = (SOLUTIONS / f"{SMOLTALK}.py").read_bytes()


@pytest.mark.parametrize("data", [RIGHT.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + RIGHT], ids=["CRLF", "BOM"])
def test_other_line_ends_and_a_byte_order_mark_are_fine(data: bytes, submit: Callable[..., Report]) -> None:
    """A right answer saved by another editor is right."""
    result = of(submit(data))
    assert result.max_points == result.points


BROKEN = {
    "Latin-1": (b"x = 1\ny = '\xf1'\n", 2, "0xf1"),
    "NUL": (b"x = 1\n\n\0\n", 3, "NUL"),
    "empty": (b"", 0, "empty"),
    "blank": (b"\n  \n", 0, "empty"),
    "too large": (b"#" * (MAX_BYTES + 1), 0, "256 KiB"),
    "UTF-16": ("x = 1".encode("utf-16"), 1, "NUL"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_unreadable_content_is_a_sentence_with_its_line(name: str, submit: Callable[..., Report]) -> None:
    """What is not a text file is said, with file and line; the other exercise is graded."""
    data, line, words = BROKEN[name]
    report = submit(data)
    problem = of(report).problem
    assert problem is not None
    assert (Outcome.ERRORED, Reason.ERROR) == (problem.outcome, problem.reason)
    assert problem.message is not None
    said = say_sentence("en", problem.message)
    assert "smoltalk_to_chatml.py" in said
    assert words in said
    assert not line or f"line {line}" in said
    assert of(report, GSM8K).max_points == of(report, GSM8K).points


def test_what_is_no_regular_file_is_said(tmp_path: Path) -> None:
    """A folder, a pipe and a link that goes nowhere are not read, and do not block."""
    folder = tmp_path / "folder.py"
    folder.mkdir()
    pipe = tmp_path / "pipe.py"
    os.mkfifo(pipe)
    loop = tmp_path / "loop.py"
    loop.symlink_to(loop)
    for path in (folder, pipe, loop):
        problem = read_submission(Found(path, str(path)), ())
        assert isinstance(problem, Problem)
        assert Outcome.ERRORED is problem.outcome
    missing = read_submission(Found(tmp_path / "missing.py", "missing.py"), ())
    assert isinstance(missing, Problem)
    assert Reason.NO_FILE is missing.reason


def test_a_file_is_read_once() -> None:
    """The source that is graded is the one that was read."""
    file = read_submission(Found(SOLUTIONS / f"{SMOLTALK}.py", "x"), ())
    assert isinstance(file, LearnerFile)
    assert RIGHT.decode() == file.source


def test_a_missing_exercise_is_not_started(tmp_path: Path, engine: Engine) -> None:
    """A deleted file leaves its exercise at 0 and the other graded."""
    (tmp_path / f"{GSM8K}.py").write_bytes((SOLUTIONS / f"{GSM8K}.py").read_bytes())
    report = grade("unit1", tmp_path, engine=engine, seed=1)
    assert ("not_started", 0) == (of(report).status, of(report).points)
    assert {(Outcome.NOT_RUN, Reason.NO_FILE)} == {(check.outcome, check.reason) for check in of(report).checks}
    assert of(report, GSM8K).max_points == of(report, GSM8K).points


def test_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    """Files are found in the folder itself, in its unit's folder, in a checkout, and from a sibling unit's folder."""
    unit, exercises = engine.course.find("unit1")
    for place in ("unit1", "exercises/unit1"):
        base = tmp_path / place.replace("/", "_")
        (base / place).mkdir(parents=True)
        (base / place / f"{SMOLTALK}.py").touch()
        assert base / place / f"{SMOLTALK}.py" == find_files(unit, exercises, base)[SMOLTALK].path
        assert base / place / f"{SMOLTALK}.py" == find_files(unit, exercises, base / place)[SMOLTALK].path
        (base / "unit0").mkdir(exist_ok=True)
        monkeypatch.chdir(base / "unit0")
        if place == "unit1":
            assert SMOLTALK in find_files(unit, exercises, None)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoWorkspace) as caught:
        find_files(unit, exercises, tmp_path / "empty")
    assert "unit1" in caught.value.fields["looked"]
    with pytest.raises(PathNotFound):
        find_files(unit, exercises, tmp_path / "nowhere")


def test_one_file_for_all(tmp_path: Path, engine: Engine) -> None:
    """A file of any other name serves every exercise; a file named like an exercise serves that one."""
    both = tmp_path / "mine.py"
    both.write_bytes(b"".join((SOLUTIONS / f"{name}.py").read_bytes() for name in (SMOLTALK, GSM8K)))
    report = grade("unit1", both, engine=engine, seed=1)
    assert report.max_points == report.points == 22
    report = grade("unit1", SOLUTIONS / f"{GSM8K}.py", engine=engine, seed=1)
    assert [GSM8K] == [result.name for result in report.exercises]
    assert report.max_points == report.points


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_a_sentence(tmp_path: Path) -> None:
    """A file without read permission is said."""
    path = tmp_path / "x.py"
    path.touch(0)
    problem = read_submission(Found(path, "x.py"), ())
    assert isinstance(problem, Problem)
    assert "problem.file_unreadable" == problem.message.key


def test_an_untouched_stub_is_not_run(tmp_path: Path) -> None:
    """A file that is still the stub, line ends and blanks aside, is not started; one more word, and it is run."""
    stub = ROOT / "exercises" / "unit1" / f"{SMOLTALK}.py"
    text = stub.read_text("utf-8")
    for same in (text, text.replace("\n", "\r\n"), text + "\n\n"):
        problem = unfilled(LearnerFile("x.py", same), stub)
        assert problem is not None
        assert (Reason.NOT_STARTED, "TODO 1.1: ") == (problem.reason, str(problem.message.fields["todo"])[:10])
        assert "raise NotImplementedError" in text.splitlines()[problem.line - 1]
    assert unfilled(LearnerFile("x.py", text + "x = 1\n"), stub) is None


def test_untouched_stubs_start_no_worker(tmp_path: Path) -> None:
    """Whoever has only begun does not wait for the libraries of the other exercises."""
    shutil.copytree(ROOT / "exercises" / "unit1", tmp_path / "unit1")
    with Engine() as live:
        grade("unit1", tmp_path, engine=live)
        assert {} == live._sandboxes
        shutil.copy(SOLUTIONS / f"{SMOLTALK}.py", tmp_path / "unit1")
        grade("unit1", tmp_path, engine=live)
        assert [live.course.units[1].libraries["base"]] == list(live._sandboxes)

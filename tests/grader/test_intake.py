"""What was hashed is what is graded: one regular file, reached without a link, read once."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade import intake
from smol_grade.grade import Engine, grade
from smol_grade.learner_file import LearnerFile
from smol_grade.messages import LANGUAGES, say_sentence
from smol_grade.records import Outcome
from smol_grade.report import Screen, render_html, render_json, render_junit, render_markdown, render_terminal
from smol_grade.workspace import MAX_BYTES, Found, Problem, find_files, read_submission

from .conftest import SMOLTALK, SOLUTIONS, smol_grade

CODE = b"x = 1\n"
NAME = f"{SMOLTALK}.py"


def refused(path: Path, base: Path | None = None, *, official: bool = False) -> str:
    """Return for what a file is refused; each refusal is one sentence in both languages."""
    problem = read_submission(Found(path, path.name, base), (), official=official)
    assert isinstance(problem, Problem)
    assert Outcome.ERRORED is problem.outcome
    for language in LANGUAGES:
        said = say_sentence(language, problem.message)
        assert path.name in said
        assert "\n" not in said
    return problem.message.key.removeprefix("problem.file_")


def elsewhere(folder: Path) -> Path:
    """A good file under another name."""
    path = folder / "elsewhere"
    path.write_bytes(CODE)
    return path


def bound(path: Path) -> None:
    """Make a socket."""
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(path))


MADE: dict[str, tuple[Callable[[Path], object], str]] = {
    "link to a good file": (lambda path: path.symlink_to(elsewhere(path.parent)), "link"),
    "link to a device": (lambda path: path.symlink_to("/dev/zero"), "link"),
    "link to nothing": (lambda path: path.symlink_to("nothing"), "link"),
    "link to itself": (lambda path: path.symlink_to(path), "link"),
    "link to a folder": (lambda path: path.symlink_to(path.parent), "link"),
    "link to a pipe": (lambda path: (os.mkfifo(path.parent / "pipe"), path.symlink_to("pipe")), "link"),
    "pipe": (os.mkfifo, "not_a_file"),
    "socket": (bound, "not_a_file"),
    "folder": (lambda path: path.mkdir(), "directory"),
    "256 KiB and one byte": (lambda path: path.write_bytes(b"#" * (MAX_BYTES + 1)), "too_large"),
    "NUL": (lambda path: path.write_bytes(b"x\0"), "nul"),
    "surrogate": (lambda path: path.write_bytes(b"x = '\xed\xa0\x80'"), "not_utf8"),
    "overlong": (lambda path: path.write_bytes(b"x = '\xc0\x80'"), "not_utf8"),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_no_plain_file_is_refused(name: str, tmp_path: Path) -> None:
    """Links, whatever they point to, and everything but regular text files are refused, and nothing blocks."""
    make, kind = MADE[name]
    make(tmp_path / NAME)
    assert kind == refused(tmp_path / NAME)


def test_a_device_is_refused() -> None:
    """A device of endless zeros is not read."""
    assert "not_a_file" == refused(Path("/dev/zero"))


@pytest.mark.parametrize("link", ["exercises", "exercises/unit1"])
def test_a_folder_on_the_way_may_not_be_a_link(link: str, tmp_path: Path, engine: Engine) -> None:
    """Below the folder that was named, `exercises` and `unit1` are folders, not links to those of somebody else."""
    real = tmp_path / "real"
    (real / "unit1").mkdir(parents=True)
    (real / "unit1" / NAME).write_bytes(CODE)
    mine = tmp_path / "mine"
    (mine / link).parent.mkdir(parents=True)
    (mine / link).symlink_to(real / "unit1" if link.endswith("unit1") else real)
    unit, exercises = engine.course.find("unit1")
    found = find_files(unit, exercises, mine)[SMOLTALK]
    assert "folder_link" == refused(found.path, found.base)


def test_the_folder_that_was_named_may_be_a_link(tmp_path: Path, engine: Engine) -> None:
    """What a person names is theirs to choose; also where the unit's folder stands beside it."""
    for folder in ("real/unit0", "real/unit1"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "real" / "unit1" / NAME).write_bytes(CODE)
    (tmp_path / "linked").symlink_to("real")
    unit, exercises = engine.course.find("unit1")
    for named in ("linked", "linked/unit1", "linked/unit0", f"linked/unit1/{NAME}"):
        found = find_files(unit, exercises, tmp_path / named)[SMOLTALK]
        assert isinstance(read_submission(found, ()), LearnerFile), named


def test_a_second_name_counts_in_official_gradings(tmp_path: Path) -> None:
    """A hard link is fine in practice, where installers make them, and refused where a grade depends on it."""
    (tmp_path / NAME).hardlink_to(elsewhere(tmp_path))
    assert isinstance(read_submission(Found(tmp_path / NAME, NAME), ()), LearnerFile)
    assert "hard_link" == refused(tmp_path / NAME, official=True)
    (tmp_path / "elsewhere").unlink()
    assert isinstance(read_submission(Found(tmp_path / NAME, NAME), (), official=True), LearnerFile)


def test_data_files_are_held_to_the_same(tmp_path: Path) -> None:
    """A data file that is a link, or in official gradings has a second name, is refused by its name."""
    (tmp_path / NAME).write_bytes(CODE)
    for make, official, key in (("symlink_to", False, "link"), ("hardlink_to", True, "hard_link")):
        data = tmp_path / "own_data.jsonl"
        getattr(data, make)(elsewhere(tmp_path))
        problem = read_submission(Found(tmp_path / NAME, NAME), (data.name,), official=official)
        assert isinstance(problem, Problem)
        assert f"problem.file_{key}" == problem.message.key
        assert data.name in str(problem.message.fields["file"])
        data.unlink()


@pytest.mark.parametrize("data", [CODE, b"\xef\xbb\xbf" + CODE, b"x = 1\r\n", "x = 'ñ\u2028'".encode()])
def test_the_hash_is_of_the_bytes_that_were_read(data: bytes, tmp_path: Path) -> None:
    """Size and hash are the file's own, a byte order mark and line ends included."""
    (tmp_path / NAME).write_bytes(data)
    read = read_submission(Found(tmp_path / NAME, NAME), ())
    assert isinstance(read, LearnerFile)
    [file] = read.files
    assert (NAME, len(data), hashlib.sha256(data).hexdigest()) == (file.name, file.bytes, file.sha256)
    assert data.decode("utf-8-sig") == read.source


def test_a_growing_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    """A file that grows while it is read does not keep the judge: what was read is hashed and graded, or too large."""
    path, stop = tmp_path / NAME, threading.Event()
    path.write_bytes(CODE)

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            for _ in range(40_000):
                if stop.is_set():
                    return
                file.write(b"#" * 1000 + b"\n")

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        for _ in range(50):
            read = read_submission(Found(path, NAME), ())
            if isinstance(read, LearnerFile):
                assert hashlib.sha256(read.source.encode()).hexdigest() == read.files[0].sha256
            else:
                assert "problem.file_too_large" == read.message.key
    finally:
        stop.set()
        thread.join()


@pytest.mark.skipif(os.name != "posix", reason="such names exist on POSIX only")
@pytest.mark.parametrize("name", [b"a\nb.py", b"\x1b[31m.py", b"\xff\xfe.py", "\u202e.py".encode(), b"::error::x.py"])
def test_any_name_is_graded_and_shown(name: bytes, tmp_path: Path, engine: Engine) -> None:
    """A line break, an escape or bytes that are no text in a file's name change no verdict and break no report."""
    path = tmp_path / os.fsdecode(name)
    path.write_bytes((SOLUTIONS / NAME).read_bytes() + b"\ndef gsm8k_to_chatml(sample, tokenizer): return 1 / 0\n")
    report = grade("smoltalk_to_chatml", path, engine=engine, seed=1)
    assert report.max_points == report.points
    report = grade("unit1", path, engine=engine, seed=1)
    for shown in (render_terminal(report, "en", Screen()), render_markdown(report, "en")):
        assert not {"\x1b", "\u202e"} & set(shown)
        assert not any(line.lstrip().startswith("::") for line in shown.splitlines())
    for render in (render_json, render_junit, render_html):
        render(report, "en").encode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="such names exist on POSIX only")
@pytest.mark.parametrize(
    "name",
    [
        "a\n::error::b",
        "x " * 38 + "::error::y",
        *(pytest.param(name, marks=pytest.mark.full) for name in ("a\x1b[31mb", "\u202e", "##[error]x")),
    ],
)
def test_no_name_is_a_command_or_a_colour(name: str, tmp_path: Path) -> None:
    """A name on the command line is shown for what it is, in errors and in the report's advice."""
    (tmp_path / f"{name}.txt").write_bytes(CODE)
    (tmp_path / f"{name}.py").write_bytes(CODE)
    for path in ("missing", f"{name}.txt", f"{name}.py", f"{name}.nothing"):
        done = smol_grade("smoltalk_to_chatml", "--path", path, cwd=tmp_path, COLUMNS="80")
        for shown in (done.stdout, done.stderr):
            assert not {"\x1b", "\u202e"} & set(shown)
            assert "##[" not in shown
            assert not any(line.lstrip().startswith("::") for line in shown.splitlines())


def test_a_file_that_a_person_named_is_read_through_links(tmp_path: Path) -> None:
    """At most so many bytes."""
    target = elsewhere(tmp_path)
    (tmp_path / "link").symlink_to(target)
    assert (CODE, CODE[:2]) == (intake.read_named(target, 99), intake.read_named(str(tmp_path / "link"), 2))


@pytest.mark.skipif(os.name != "posix", reason="pipes with a name and devices exist on POSIX only")
def test_what_is_no_file_is_never_waited_for(tmp_path: Path) -> None:
    """A pipe, a link to one, a device, a folder, a name that no file can have."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for path in (tmp_path / "pipe", tmp_path / "link", "/dev/zero", "/dev/null"):
        with pytest.raises(OSError, match="a pipe or a device, not a file"):
            intake.read_named(path, 9)
    with pytest.raises(IsADirectoryError):
        intake.read_named(tmp_path, 9)
    with pytest.raises(ValueError, match="null"):
        intake.read_named("a\0b", 9)


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no descriptor has a name here")
def test_a_pipe_that_a_shell_opened_is_read_to_its_end() -> None:
    """As in `<(…)`: also where its writer takes a while."""
    reading, writing = os.pipe()
    late = threading.Timer(0.3, lambda: (os.write(writing, CODE), os.close(writing)))
    late.start()
    try:
        assert CODE == intake.read_named(f"/dev/fd/{reading}", 99)
    finally:
        late.join()
        os.close(reading)

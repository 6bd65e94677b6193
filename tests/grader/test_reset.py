"""`reset EXERCISE` and the progress of a workspace: nothing that a learner has written or reached is lost."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from smol_grade.messages import LANGUAGES, say
from smol_grade.progress import FOLDER, NAME, Progress, read, remember

from .conftest import ROOT, smol_grade

EXERCISES = ROOT / "exercises"

MINE = "def transcript(messages):\n    return 'mine'\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """One that `init` made."""
    assert 0 == smol_grade("init", ".", cwd=tmp_path).returncode
    return tmp_path


def backups(workspace: Path) -> dict[str, str]:
    """What is kept, by name."""
    return {path.name: path.read_text("utf-8") for path in sorted((workspace / FOLDER / "backups").rglob("*.*"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stub_is_back_and_what_was_there_is_kept(workspace: Path, language: str) -> None:
    """Byte for byte, each time under a name of its own; the command says where, and git does not see it."""
    file, stub = workspace / "unit0" / "transcript.py", (EXERCISES / "unit0" / "transcript.py").read_text("utf-8")
    for turn in range(3):
        file.write_text(MINE + "#" * turn, "utf-8")
        done = smol_grade("reset", "transcript", "--lang", language, cwd=workspace)
        assert (0, stub, turn + 1) == (done.returncode, file.read_text("utf-8"), len(backups(workspace)))
        named = next(name for name in re.findall(r"transcript-[\d-]+\.py", "".join(done.stdout.split())))
        assert MINE + "#" * turn == backups(workspace)[named]
    done = smol_grade("reset", "unit0/transcript", "--lang", language, cwd=workspace)
    assert (0, 3) == (done.returncode, len(backups(workspace)))
    assert say(language, "reset.same", file="|").partition("|")[2] in " ".join(done.stdout.split())
    assert "*\n" == (workspace / FOLDER / ".gitignore").read_text("utf-8")


def test_a_file_that_is_gone_is_there_again(workspace: Path) -> None:
    """Also from within the unit's folder, and by --path from elsewhere."""
    file = workspace / "unit0" / "transcript.py"
    other = workspace / "unit1" / "render_chatml.py"
    stub = other.read_text("utf-8")
    other.unlink()
    assert 0 == smol_grade("reset", "render_chatml", cwd=workspace / "unit1").returncode
    file.write_text(MINE)
    assert 0 == smol_grade("reset", "transcript", "--path", str(workspace), cwd=workspace.parent).returncode
    assert (stub, 1) == (other.read_text("utf-8"), len(backups(workspace)))
    assert MINE != file.read_text("utf-8")


def test_a_notebook_gives_way_to_the_stub(workspace: Path) -> None:
    """It is kept like a file of code."""
    file = workspace / "unit0" / "transcript.py"
    stub = file.read_text("utf-8")
    file.rename(file.with_suffix(".ipynb"))
    assert 0 == smol_grade("reset", "transcript", cwd=workspace).returncode
    assert (stub, False) == (file.read_text("utf-8"), file.with_suffix(".ipynb").exists())
    assert [stub] == list(backups(workspace).values())


def test_what_makes_no_sense_is_a_sentence_and_changes_nothing(workspace: Path) -> None:
    """A unit, a name that there is none of, a link, a folder, no workspace."""
    file = workspace / "unit0" / "transcript.py"
    target = workspace / "elsewhere.py"
    target.write_text(MINE)
    file.unlink()
    file.symlink_to(target)
    for words in (("unit0",), ("nothing",), ("transcript",)):
        done = smol_grade("reset", *words, cwd=workspace)
        assert (2, False) == (done.returncode, "Traceback" in done.stderr), words
    assert (True, MINE) == (file.is_symlink(), target.read_text("utf-8"))
    (workspace / "empty").mkdir()
    assert (
        2 == smol_grade("reset", "transcript", "--path", str(workspace / "empty"), cwd=workspace / "empty").returncode
    )


def test_a_folder_that_cannot_be_written_keeps_its_file(workspace: Path) -> None:
    """The backup comes first: without it nothing is replaced."""
    file = workspace / "unit0" / "transcript.py"
    file.write_text(MINE)
    (workspace / FOLDER).mkdir(exist_ok=True)
    (workspace / FOLDER / "backups").write_text("in the way")
    done = smol_grade("reset", "transcript", cwd=workspace)
    assert (2, MINE) == (done.returncode, file.read_text("utf-8")), done.stdout


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", b"[" * 100_000, json.dumps({"schema_version": 99, "exercises": {}}).encode()]
)
def test_progress_that_cannot_be_read_is_set_aside(workspace: Path, content: bytes) -> None:
    """Damaged, deep or of a later version: it has another name then, the learner is told, and a new one is begun."""
    path = workspace / FOLDER / NAME
    path.parent.mkdir(exist_ok=True)
    for turn in (1, 2):
        path.write_bytes(content)
        done = smol_grade("unit0", cwd=workspace)
        aside = path.with_name(f"progress.old-{turn}.json")
        assert (content, True) == (aside.read_bytes(), aside.name in "".join(done.stderr.split()))
        assert {"warmup/transcript"} == set(read(workspace).exercises)
    assert "progress.old" not in smol_grade("unit0", cwd=workspace).stderr


def test_a_workspace_that_cannot_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    """A run is not lost because its progress is."""
    from smol_grade.grade import grade

    report = grade("unit0", EXERCISES / "unit0", seed=1)
    (tmp_path / FOLDER).write_text("a file")
    assert remember(tmp_path, report) is None
    assert (Progress(), "a file") == (read(tmp_path), (tmp_path / FOLDER).read_text())
    assert os.listdir(tmp_path) == [FOLDER]

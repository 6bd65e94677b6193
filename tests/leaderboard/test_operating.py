"""`smol-leaderboard` as the course team runs it: from no board to revealed seeds, and what it refuses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
from fakehub import FakeHub

from smol_grade.course import load_course
from smol_grade.locate import course_files
from smol_leaderboard import keys, layout
from smol_leaderboard.office import office
from smol_leaderboard.schema import BoardSettings, canonical
from smol_leaderboard.store import open_store
from smol_leaderboard.store.local_inbox import LocalInbox

from .conftest import BOARD
from .desk import HALF, RIGHT, request
from .killing import ROOT
from .test_queue_hub import fates, pull


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """The operator's variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "SMOL_"))}
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
    fixed = {
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "SMOL_LEADERBOARD_HOME": str(folder / "offices"),
        "PYTHONPATH": path,
    }
    return {**kept, **fixed, **variables}


def run(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `smol-leaderboard`."""
    return subprocess.run(
        [sys.executable, "-m", "smol_leaderboard", *words],
        env=environment(folder, **variables),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def read_settings(board: Path) -> BoardSettings:
    """The settings of a board in a folder."""
    return msgspec.json.decode((board / layout.SETTINGS).read_bytes(), type=BoardSettings)


def submit(board: Path, user: str, number: int, code: str) -> None:
    """Drop a request."""
    made = request(user, number, code, read_settings(board).public_key)
    LocalInbox(board, user).submit(layout.request(user, made.id), canonical(made), "", "")


def files(board: Path) -> dict[str, bytes]:
    """Return all that a board's folder holds."""
    return {path.relative_to(board).as_posix(): path.read_bytes() for path in board.rglob("*") if path.is_file()}


def test_a_board_from_nothing_to_revealed_seeds(tmp_path: Path) -> None:
    """init, grade, regrade, reveal: what each one says and leaves."""
    board = tmp_path / "board"
    made = run(tmp_path, "init", "--board", str(board), "--title", "My course")
    assert (0, True) == (made.returncode, "public_key" in made.stdout), made.stderr
    desk = office(str(board), str(tmp_path / "offices"))
    assert 0o600 == desk.keys.stat().st_mode & 0o777
    settings = read_settings(board)
    assert keys.load(desk.keys).public_key == settings.public_key
    assert ("My course", 3, False) == (settings.title, settings.units["warmup"], settings.practice)
    assert (board / "README.md").is_file()

    submit(board, "ada", 1, RIGHT)
    submit(board, "bob", 2, HALF)
    graded = run(tmp_path, "grade", "--board", str(board))
    assert 0 == graded.returncode, graded.stderr
    assert "2 graded, 0 refused, 0 answered that had been decided before.\n" == graded.stdout
    assert "#1 ada: warmup, 3/3 points" in graded.stderr
    assert "#2 bob: warmup, 1/3 points" in graded.stderr

    published = course_files().suites / "unit0"
    for unit in (unit.alias for unit in load_course(course_files()).units):
        (tmp_path / "suites" / unit).mkdir(parents=True)
        for file in (course_files().suites / unit).glob("*.*") if unit != "unit0" else ():
            (tmp_path / "suites" / unit / file.name).write_bytes(file.read_bytes())
    for name in ("test_transcript.py", "transcript.toml"):
        text = (published / name).read_text().replace("_wanted(messages), ", "submission.call(NAME, messages), ")
        (tmp_path / "suites" / "unit0" / name).write_text(text)
    words = ("regrade", "--unit", "unit0", "--board", str(board), "--suites", str(tmp_path / "suites"))
    before = files(board)
    looked = run(tmp_path, *words, "--dry-run")
    assert 0 == looked.returncode, looked.stderr
    assert "To be graded again: 2." in looked.stdout
    regraded = run(tmp_path, *words)
    assert 0 == regraded.returncode, regraded.stdout + regraded.stderr
    assert "1/3 -> 3/3" in regraded.stdout
    assert "transcript/one_line_a_message: failed -> passed" in regraded.stdout
    assert "regrade --publish" in " ".join(regraded.stderr.split())
    assert before == files(board)
    told = run(tmp_path, "regrade", "--publish", "--board", str(board))
    assert (0, True) == (told.returncode, told.stdout.endswith("Published: 2 records.\n")), told.stderr
    after = files(board)
    assert before != after
    again = run(tmp_path, *words, "--publish")
    assert (0, "Nothing is to be graded again.\n") == (again.returncode, again.stdout)
    assert after == files(board)

    early = run(tmp_path, "reveal", settings.cohort, "--board", str(board))
    assert (2, True) == (early.returncode, "still open" in early.stderr)
    assert "published: 4" in run(tmp_path, "reveal", settings.cohort, "--now", "--board", str(board)).stdout


def test_what_makes_no_sense_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Exit code 2 or 3, never a traceback; nothing is written."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    desk = office(str(board), str(tmp_path / "offices"))
    for words, code, said in (
        (("grade", "--board", str(tmp_path / "none")), 3, "no board"),
        (("grade", "--board", str(board), "--every", "now"), 2, "--every"),
        (("grade", "--board", str(board), "--once", "--every", "5m"), 2, "exclude"),
        (("grade", "--board", str(board), "--practice"), 2, "tier 1"),
        (("grade", "--board", str(board), "--suites", str(tmp_path / "none")), 2, "no folder"),
        (("regrade", "--board", str(board)), 2, "say what"),
        (("reveal", "2020", "--board", str(board)), 2, "nothing was graded"),
        (("init", "--board", str(board), "--home", str(board)), 2, "own folder"),
        (("init", "--board", str(board), "--practice"), 2, "practice"),
    ):
        done = run(tmp_path, *words)
        assert (code, True) == (done.returncode, said in done.stderr), (words, done.stderr)
        assert "Traceback" not in done.stderr
    before = read_settings(board)
    again = run(tmp_path, "init", "--board", str(board), "--lang", "es")
    assert (0, before, True) == (again.returncode, read_settings(board), "al día" in again.stdout)
    desk.keys.chmod(0o644)
    open_to_all = run(tmp_path, "grade", "--board", str(board))
    assert "chmod 600" in open_to_all.stderr
    assert open_to_all.returncode in (2, 3)
    desk.keys.rename(desk.keys.with_name("away"))
    lost = run(tmp_path, "init", "--board", str(board))
    assert (2, True) == (lost.returncode, "has a key already" in " ".join(lost.stderr.split()))  # lines are wrapped
    assert not desk.keys.exists()


def test_two_programs_do_not_grade_at_once_and_ctrl_c_ends_one(tmp_path: Path) -> None:
    """The second is told; the first waits for its next pass, and ends with 130 and without a traceback."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--board", str(board)).returncode
    submit(board, "ada", 1, RIGHT)
    words = [sys.executable, "-m", "smol_leaderboard", "grade", "--every", "1h", "--board", str(board)]
    first = subprocess.Popen(
        words, env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert "1 graded" in first.stdout.readline()
    second = run(tmp_path, "grade", "--board", str(board))
    assert (2, True) == (second.returncode, "another program is grading" in second.stderr)
    first.send_signal(signal.SIGINT)
    _, said = first.communicate(timeout=20)
    assert 130 == first.returncode
    assert "Traceback" not in said


def test_a_data_set_on_the_hub(hub: FakeHub, tmp_path: Path) -> None:
    """With the course's token in the environment: made, filled, graded; the token appears nowhere."""
    variables = hub.environment("course")
    made = run(tmp_path, "init", "--board", BOARD, **variables)
    assert 0 == made.returncode, made.stderr
    secrets = keys.load(office(BOARD, str(tmp_path / "offices")).keys)
    sent = request("ada", 1, RIGHT, secrets.public_key)
    pull(hub, "ada", {layout.request("ada", sent.id): canonical(sent)})
    graded = run(tmp_path, "grade", "--board", BOARD, **variables)
    assert 0 == graded.returncode, graded.stderr
    assert graded.stdout.startswith("1 graded")
    [(status, first)] = fates(hub).values()
    assert ("closed", True) == (status, first.startswith("<!-- smol-grade: graded "))
    assert variables["HF_TOKEN"] not in made.stdout + made.stderr + graded.stdout + graded.stderr
    files = [path.read_bytes() for path in (tmp_path / "offices").rglob("*") if path.is_file()]
    assert [] == [content for content in files if variables["HF_TOKEN"].encode() in content]


def test_help_teaches(tmp_path: Path) -> None:
    """Each command says what it does and what its exit codes mean, in both languages."""
    words = run(tmp_path, "--help")
    for command in ("init", "grade", "regrade", "reveal", "reference"):
        assert command in words.stdout
    for locale, said in (("C.UTF-8", "Nothing is merged"), ("es_ES.UTF-8", "No fusiona nada")):
        assert said in " ".join(run(tmp_path, "grade", "--help", LC_ALL=locale).stdout.split())


def test_a_local_board_needs_no_account(tmp_path: Path) -> None:
    """The store is opened as it was made, without a login; folders are named as seen from here."""
    board = tmp_path / "board"
    places = ("--board", "board", "--home", "here")
    assert 0 == run(tmp_path, "init", "--practice", *places).returncode
    assert open_store(str(board)).read(layout.SETTINGS)
    assert read_settings(board).practice
    submit(board, "ada", 1, RIGHT)
    graded = run(tmp_path, "grade", "--practice", *places, SMOL_GRADE_WORKERS="fork")
    assert (0, "1 graded") == (graded.returncode, graded.stdout[:8])


def test_a_board_is_made_in_a_folder_of_its_own(tmp_path: Path) -> None:
    """A misspelt name fills no folder that holds something else."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years")
    done = run(tmp_path, "init", "--board", "thesis")
    assert (2, True) == (done.returncode, "not empty and no board" in done.stderr)
    assert ["chapter.txt"] == [path.name for path in (tmp_path / "thesis").iterdir()]


def test_what_counts_is_not_made_up_anew(tmp_path: Path) -> None:
    """A practice board whose settings got lost does not come back as one that counts for certificates."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--practice", "--title", "Mine", "--board", "board").returncode
    before = read_settings(board)
    (board / layout.SETTINGS).unlink()
    assert 0 == run(tmp_path, "init", "--board", "board").returncode
    assert before == read_settings(board)
    assert before.practice

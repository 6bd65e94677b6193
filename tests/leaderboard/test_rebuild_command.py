"""`smol-leaderboard rebuild` on a folder, as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_leaderboard import layout
from smol_leaderboard.board.checking import check
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.schema import canonical
from smol_leaderboard.store.local import LocalStore

from .memory_store import MemoryStore
from .sample_board import grade, people, segments, settings

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with records and without a board."""
    store = MemoryStore({layout.SETTINGS: canonical(settings())})
    store.content |= segments(grade(n, points=n % 7) for n in range(20)) | people({1: "ada", 2: "ana"})
    store.save(tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The program, with a home of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'grader'}{os.pathsep}{ROOT / 'leaderboard'}",
        "SMOL_LEADERBOARD_HOME": str(tmp_path / "home"),
        "LC_ALL": "C.UTF-8",
    }

    def start(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "smol_leaderboard", "rebuild", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return start


def test_it_rebuilds_then_finds_nothing_to_do_then_checks(run: Run, folder: Path) -> None:
    """Each says what was done, in a sentence on stdout."""
    first = run("--board", str(folder))
    assert (0, "The board is made of 20 records. New files read: 3. Files written: 10.\n") == (
        first.returncode,
        first.stdout,
    )
    assert (0, "The board is made of 20 records and was right already.\n") == (
        (again := run("--board", str(folder))).returncode,
        again.stdout,
    )
    checked = run("--board", str(folder), "--check", "--lang", "es")
    assert 0 == checked.returncode
    assert checked.stdout.startswith("40 filas se siguen de las tablas publicadas")


def test_check_names_what_was_changed_and_anew_repairs_it(run: Run, folder: Path) -> None:
    """A file edited by hand ends with 1 and its name; afterwards all is well."""
    run("--board", str(folder))
    (folder / "board" / "records" / "2026-09-01.parquet").write_bytes(b"other")
    found = run("--board", str(folder), "--check")
    assert (1, True) == (found.returncode, "board/records/2026-09-01.parquet" in found.stdout)
    assert 0 == run("--board", str(folder), "--anew").returncode
    assert 0 == run("--board", str(folder), "--check").returncode


def test_a_board_that_its_tables_do_not_give_is_found(folder: Path) -> None:
    """Somebody with the right to write moved a learner up, and made the index fit."""
    from smol_leaderboard.board import documents
    from smol_leaderboard.board.tables import sha256

    store = LocalStore(folder)
    rebuild(store)
    path = folder / documents.BOARD_JSON
    forged = path.read_text().replace('"points":6', '"points":5', 1)
    index = (folder / documents.INDEX).read_text().replace(sha256(path.read_bytes()), sha256(forged.encode()))
    path.write_text(forged)
    (folder / documents.INDEX).write_text(index)
    assert ((), ("overall",)) == check(LocalStore(folder))[1:]


@pytest.mark.parametrize("words", [("--board", "/nowhere"), ("--check", "--board", "/nowhere")])
def test_without_a_board_it_says_so(run: Run, words: tuple[str, ...]) -> None:
    """Exit code 3, no traceback."""
    done = run(*words)
    assert (3, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    assert "/nowhere" in done.stderr


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(folder: Path, seed: str) -> None:
    """Whatever the order of sets and dictionaries there: the index, which names every file's hash, is equal."""
    here = MemoryStore(
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    )
    rebuild(here)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'grader'}{os.pathsep}{ROOT / 'leaderboard'}",
        "PYTHONHASHSEED": seed,
    }
    program = (
        "import sys; from smol_leaderboard.store import open_store; from smol_leaderboard.board.rebuild import rebuild; "
        "rebuild(open_store(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)], env=environment, check=True)
    assert here.content["board/index.json"] == (folder / "board" / "index.json").read_bytes()

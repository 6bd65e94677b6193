"""The whole story: three learners submit, the course grades, the board ranks, and every view says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smol_leaderboard.cli import demo


def run(program: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the two programs in a folder, with a home of its own."""
    environment = os.environ | {"LC_ALL": "C.UTF-8", "HOME": str(cwd), "XDG_CACHE_HOME": str(cwd / "cache")}
    command = [sys.executable, "-m", program, *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_three_are_ranked_and_every_view_says_so(tmp_path: Path) -> None:
    """Right, half right, forged: 1, 2, 3, on the board's file, in the terminal, and in the learner's status."""
    done = run("smol_leaderboard", "demo", "kept", cwd=tmp_path)
    assert 0 == done.returncode, done.stderr
    board = str(tmp_path / "kept" / "board")
    file = json.loads((tmp_path / "kept" / "board" / "board" / "board.json").read_bytes())
    seen = json.loads(run("smol_grade", "leaderboard", "--board", board, "--format", "json", cwd=tmp_path).stdout)
    expected = [(1, "ana", 3), (2, "ben", 1), (3, "mallory", 0)]
    assert expected == [(row["rank"], row["name"], row["points"]) for row in file["rows"]]
    assert expected == [(row["rank"], row["name"], row["points"]) for row in seen["rows"]]
    for _, name, points in expected:
        own = tmp_path / "kept" / name
        [status] = json.loads(run("smol_grade", "status", "--format", "json", cwd=own).stdout)["submissions"]
        assert ("graded", points) == (status["state"], status["points"])


def test_without_a_folder_nothing_is_left(tmp_path: Path) -> None:
    """It works in a temporary folder, in Spanish too, and leaves neither that nor an operator's home."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = os.environ | {"LC_ALL": "es_ES.UTF-8", "HOME": str(tmp_path), "TMPDIR": str(temporary)}
    command = [sys.executable, "-m", "smol_leaderboard", "demo"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    assert "Ana entrega" in done.stdout
    assert [] == list(temporary.iterdir())
    assert {"tmp"} == {path.name for path in tmp_path.iterdir()} - {".cache"}


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """Wrong use: a sentence, and nothing is written."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years")
    done = run("smol_leaderboard", "demo", "mine", cwd=tmp_path)
    assert 2 == done.returncode
    assert "not empty" in done.stderr
    assert ["thesis.txt"] == [path.name for path in (tmp_path / "mine").iterdir()]


def test_a_board_that_lies_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the forger gets what the others got, the demo fails."""
    monkeypatch.setattr(demo, "_story", lambda *_: [3, 1, 3])
    assert 3 == demo.run(str(tmp_path / "new"), "en")

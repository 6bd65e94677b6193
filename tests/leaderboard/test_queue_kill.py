"""Killed anywhere and run again: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from smol_leaderboard.queue import Tally
from smol_leaderboard.segments import list_segments, read_segment
from smol_leaderboard.store.local_inbox import Dropped

from .desk import Court, Desk
from .killing import FULL, PROGRAMS, ROOT

KILLS = 300 if FULL else 6
LONGEST_S = "1.5"
"""Of a pass before it is killed; a request takes a twentieth of a second."""


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_killed_anywhere_nothing_is_lost_and_nothing_done_twice(memory_folder: Path) -> None:
    """Every request has one record, one result with the right points, one person, one answer; the board has them all."""
    court = Court(memory_folder / "keys.json")
    path = os.pathsep.join([str(ROOT / "grader"), str(ROOT / "leaderboard")])
    program = [
        sys.executable,
        str(PROGRAMS / "grades_and_is_killed.py"),
        str(memory_folder),
        str(KILLS),
        LONGEST_S,
        "7",
    ]
    done = subprocess.run(
        program, env={**os.environ, "PYTHONPATH": path}, capture_output=True, encoding="utf-8", check=False
    )
    assert 0 == done.returncode, done.stderr[-5000:]
    assert KILLS == msgspec.json.decode(done.stdout)["killed"]
    with court.judge:
        desk = Desk(memory_folder, court=court)
        left = desk.queue().run()
        assert [] == list(desk.inbox.waiting())
        assert Tally() == desk.queue().run()
    dropped = [msgspec.json.decode(path.read_bytes(), type=Dropped) for path in (desk.board / "inbox").glob("*.json")]
    there = {int(one.user.removeprefix("user")): one.user for one in dropped}
    assert len(there) == len(dropped) > KILLS
    assert {"closed"} == {one.state for one in dropped}
    for one in dropped:
        kinds = Counter(said.text.split()[2] for said in one.comments)
        assert 1 == kinds["graded"] + kinds["refused"]
    lines = Counter(
        record.id
        for file in list_segments(desk.store, desk.store.head())[0]
        for record in read_segment(file.path, desk.store.read(file.path) or b"").records
    )
    assert {1} == set(lines.values())
    subjects = {court.keys.subject(user): number for number, user in there.items()}
    expected = {number: (3 if number % 2 else 1) for number in there if number % 3 != 2}
    grades, requests, failures = (desk.records(kind) for kind in ("grade", "request", "failure"))
    assert expected == {subjects[grade.subject]: grade.points for grade in grades}
    assert len(expected) == len(grades) == len(requests)
    assert {number for number in there if number % 3 == 2} == {subjects[one.subject] for one in failures}
    assert len(there) == len(desk.store.files("people/"))
    board = desk.store.read("board/board.json") or b""
    assert len(expected) == board.count(b'"reference":""')
    if FULL:  # on a busy machine a few kills may all come before the first commit
        assert left.graded < len(expected)

"""Killed anywhere and run again: nothing is lost, nothing is done twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from smol_leaderboard.queue import Tally
from smol_leaderboard.segments import list_segments, read_segment

from .desk import Court, Desk
from .killing import FULL, PROGRAMS, kill_at_random

KILLS = 300 if FULL else 8
LONGEST_S = 2.0
"""A judge takes half a second to start, a request a twentieth to grade."""


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_killed_anywhere_nothing_is_lost_and_nothing_done_twice(memory_folder: Path) -> None:
    """Every request has one record, one result with the right points, one person, one answer; the board has them all."""
    court = Court(memory_folder / "keys.json")
    killed = kill_at_random(
        PROGRAMS / "grades_and_submits.py", [str(memory_folder)], kills=KILLS, longest=LONGEST_S, seed=7
    )
    assert KILLS == killed.kills
    with court.judge:
        desk = Desk(memory_folder, court=court)
        left = desk.queue().run()
        assert [] == list(desk.inbox.waiting())
        assert Tally() == desk.queue().run()
    users = {f"user{number}": number for number in range((KILLS + killed.finished) * 6)}
    said = {user: desk.said(user) for user in users}
    there = {number: user for user, number in users.items() if said[user]}
    assert {1} == {len(said[user]) for user in there.values()}
    answers = [text for user in there.values() for text in said[user][0]]
    kinds = Counter(text.split()[2] for text in answers)
    assert len(there) == kinds["graded"] + kinds["refused"]
    lines = Counter(
        record.id
        for file in list_segments(desk.store, desk.store.head())[0]
        for record in read_segment(file.path, desk.store.read(file.path) or b"").records
    )
    assert {1} == set(lines.values())
    subjects = {court.keys.subject(user): number for number, user in there.items()}
    expected = {number: (3 if number % 2 else 1) for number in there if number % 6 != 5}
    grades, requests, failures = (desk.records(kind) for kind in ("grade", "request", "failure"))
    assert expected == {subjects[grade.subject]: grade.points for grade in grades}
    assert len(expected) == len(grades) == len(requests)
    assert {number for number in there if number % 6 == 5} == {subjects[one.subject] for one in failures}
    assert len(there) == len(desk.store.files("people/"))
    board = desk.store.read("board/board.json") or b""
    assert len(expected) == board.count(b'"reference":""')
    assert left.graded < len(expected)

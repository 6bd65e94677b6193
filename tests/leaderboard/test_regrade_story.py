"""A suite is mended: exactly whom that concerns is graded again, the report says why, a second time changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.redacting import traces
from smol_leaderboard.regrading.differing import difference
from smol_leaderboard.regrading.forms import as_json, as_text
from smol_leaderboard.regrading.telling import Sheet

from .desk import RIGHT, Court, Desk
from .regrading import (
    EVALUATION,
    EXTRACT_ANSWER,
    NO_TYPE_ERROR,
    PASS_AT_K,
    UNIT,
    chosen,
    drafted,
    hand_in,
    ledger,
    mended,
    published,
    rewrite,
    without_suites,
)

UNITS = {"warmup": 3, EVALUATION: UNIT.full_marks}
ANSWERED = {  # who handed in what
    "ada": {"pass_at_k": PASS_AT_K, "extract_answer": EXTRACT_ANSWER},
    "bob": {"pass_at_k": NO_TYPE_ERROR},
    "cyd": {"extract_answer": EXTRACT_ANSWER},
    "eve": {"pass_at_k": NO_TYPE_ERROR},
    "old": {"pass_at_k": NO_TYPE_ERROR},
}
AFTER = {"fay": {"pass_at_k": NO_TYPE_ERROR}}


class Town(NamedTuple):
    """A board on which a suite was mended, and a judge with the mended suite."""

    desk: Desk
    judge: Judge

    def subject(self, user: str) -> str:
        """Return how records name somebody."""
        return self.desk.keys.subject(user)

    def user(self, subject: str) -> str:
        """Return whom records name."""
        return next(user for user in (*ANSWERED, *AFTER, "dan") if self.subject(user) == subject)

    def users(self, records: list) -> list[str]:
        """Return whom some records are about."""
        return [self.user(one.subject) for one in records]

    def stale(self) -> set[str]:
        """Return who bears the mark on the board."""
        board = json.loads(self.desk.store.read("board/board.json") or b"")
        index = [one["slug"] for one in board["units"]].index(EVALUATION)
        assert all(row.get("stale", [index]) == [index] for row in board["rows"])
        return {self.user(row["subject"]) for row in board["rows"] if "stale" in row}

    def content(self) -> dict[str, bytes]:
        """Return all that the board's folder holds."""
        folder = self.desk.board
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The published suites graded most, an older program one of them, the mended ones the last; one has withdrawn."""
    folder = tmp_path_factory.mktemp("town")
    court = Court(folder / "keys.json")
    desk = Desk(folder, court=court, units=UNITS)
    for number, (user, files) in enumerate(ANSWERED.items(), 1):
        hand_in(desk, user, number, **files)
    desk.submit("dan", 50, RIGHT)
    with court.judge:
        desk.queue().run()
    old = desk.keys.subject("old")
    rewrite(desk, lambda grade: without_suites(grade) if grade.subject == old else grade)
    gone = traces(desk.store, desk.store.head(), desk.keys.subject("eve")).changes
    desk.store.commit(gone, "Withdrawn")
    with Judge(court.path, suites=str(mended(folder / "suites"))) as judge:
        hand_in(desk, "fay", 60, **AFTER["fay"])
        desk.queue(judge=judge).run()
        yield Town(desk, judge)


def test_exactly_whom_a_fix_concerns_is_graded_again(town: Town) -> None:
    """Not who never began that exercise, who is in another unit, who has withdrawn, whom the mended suite graded."""
    desk, judge = town.desk, town.judge
    before = {town.user(one.subject): one for one in desk.records("grade")}
    assert {"ada", "bob", "old"} == town.stale()  # eve's package is gone: nobody can grade it again
    by_unit = chosen(desk, judge, unit="unit2")
    assert ["ada", "bob", "old"] == town.users([one.request for one in by_unit.chosen])
    assert 2 == by_unit.same
    choice = chosen(desk, judge, exercise="unit2/pass_at_k")
    assert by_unit.chosen == tuple(
        one._replace(exercises=by_unit.chosen[n].exercises) for n, one in enumerate(choice.chosen)
    )
    assert [("pass_at_k",)] * 3 == [one.exercises for one in choice.chosen]
    assert () == chosen(desk, judge, exercise="unit2/extract_answer").chosen

    kept_bytes = town.content()
    done = drafted(desk, judge, exercise="unit2/pass_at_k")
    assert kept_bytes == town.content()
    told = [difference(one) for one in done]
    assert ["unchanged", "up", "up"] == [one.kind for one in told]

    ada, bob, old = told
    assert ([], []) == (list(ada.checks), [one for one in (*bob.checks, *old.checks) if not one.explained])
    assert [("pass_at_k", "bad_numbers", "failed", "passed")] == [
        (one.exercise, one.check, one.before.outcome, one.after.outcome)
        for one in bob.checks
        if one.before is not None and one.after is not None
    ]
    codes = [[cause.key.removeprefix("regrade.why_") for cause in one.causes] for one in told]
    assert [["suites", "suite", "private_now"]] * 2 + [["suites", "suite_unknown", "private_now"]] == codes
    [suite] = [cause for cause in bob.causes if cause.key == "regrade.why_suite"]
    names = {one.name: one for one in before["bob"].exercises}
    assert str(suite.fields["exercises"]).startswith(f"pass_at_k ({names['pass_at_k'].suite} -> ")

    sheet = Sheet("here", told, {town.subject("bob"): "bob"}, "en")
    text = as_text(sheet)
    assert "pass_at_k/bad_numbers: failed -> passed (0/2 -> 2/2)\n    hint: " in text
    assert f"why: another suite graded: pass_at_k ({names['pass_at_k'].suite} -> " in text
    assert f"  {EVALUATION}/pass_at_k/bad_numbers\n    failed -> passed: 2\n" in text
    assert ("NOT STABLE" in text, 0) == (False, json.loads(as_json(sheet))["unstable"])

    assert 3 == published(desk)
    after = [one for one in desk.records("grade") if one.id not in {one.id for one in before.values()}]
    assert {"ada", "bob", "old"} == set(town.users(after))
    for one in after:
        then = before[town.user(one.subject)]
        assert (then.id, then.attempt, then.received_at, then.cohort) == (
            *(one.supersedes, one.attempt, one.received_at, one.cohort),
        )
        assert one == ledger(desk).current(one.request)
    assert before.items() <= {town.user(one.subject): one for one in desk.records("grade") if one not in after}.items()
    assert set() == town.stale()


def test_a_second_time_changes_nothing(town: Town) -> None:
    """No request is chosen, no byte of the board is another one, and a rebuild from nothing says the same."""
    kept_bytes = town.content()
    for wanted in ({"exercise": "unit2/pass_at_k"}, {"unit": "unit2"}, {"where": "points < max_points"}):
        assert () == chosen(town.desk, town.judge, **wanted).chosen
        assert [] == drafted(town.desk, town.judge, **wanted)
        assert 0 == published(town.desk)
        assert kept_bytes == town.content()
    rebuild(town.desk.store, anew=True)
    assert kept_bytes == town.content()

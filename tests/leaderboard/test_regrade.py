"""Grading again supersedes and keeps; revealing publishes what was committed to."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from smol_grade.locate import course_files
from smol_leaderboard import seeds
from smol_leaderboard.errors import OperatorError
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judging import rules_of
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.publish import publish
from smol_leaderboard.queue import Event, Tally
from smol_leaderboard.regrading.again import Regraded, answers, kept, tasks
from smol_leaderboard.regrading.choosing import Wanted, choose, spelled, today_of
from smol_leaderboard.regrading.differing import difference
from smol_leaderboard.regrading.draft import Draft, Selection
from smol_leaderboard.reveal import ensure_closed, reveal
from smol_leaderboard.schema import RevealRecord

from .desk import HALF, NOON, RIGHT, Court, Desk, settings
from .regrading import OneJudge

ONLY_EMPTY = (
    """    expect_text(submission.call(NAME, []), "", "result")""",
    """    expect_text(submission.call(NAME, [{"role": "user", "content": "a"}])[:4], "user", "result")""",
)
"""What the published suite asks of an empty conversation, and what the changed one does: always empty fails."""


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A judge that grades for real."""
    made = Court(tmp_path_factory.mktemp("keys") / "keys.json")
    with made.judge:
        yield made


@pytest.fixture
def desk(tmp_path: Path, court: Court) -> Desk:
    """A board with two results."""
    made = Desk(tmp_path, court=court)
    made.submit("ada", 1, RIGHT)
    made.submit("bob", 2, HALF)
    made.queue().run()
    return made


def ledger(desk: Desk) -> Ledger:
    """The records as they are now."""
    made = Ledger(desk.store)
    made.refresh()
    return made


def again(desk: Desk, judge: Judge, wanted: Wanted) -> list[Regraded]:
    """Grade again and publish."""
    known, rules, today = ledger(desk), rules_of(judge.ready, desk.settings), today_of(judge.ready)
    wanted = spelled(wanted, rules, today)
    draft = Draft(desk.office.draft)
    draft.begin(Selection(wanted=wanted))
    asked = tasks(choose(known, rules, today, wanted).chosen, known, desk.settings.cohort)
    done = list(kept(draft, today, answers(OneJudge(judge), asked)))
    for one in done:
        if one.after is not None:
            desk.outbox.add(one.after)
    publish(desk.store, desk.outbox)
    draft.discard()
    return done


def changed(one: Regraded) -> list[str]:
    """Return the checks that ended otherwise."""
    return [f"{change.exercise}/{change.check}" for change in difference(one).checks]


def test_new_suites_grade_again(desk: Desk, court: Court, tmp_path: Path) -> None:
    """The new record supersedes the old one, which stays; the difference is told; a second run finds nothing to do."""
    before = {grade.request: grade for grade in desk.records("grade")}
    suites = tmp_path / "suites"
    (suites / "unit0").mkdir(parents=True)
    published = course_files().suites / "unit0"
    (suites / "unit0" / "transcript.toml").write_text((published / "transcript.toml").read_text())
    text = (published / "test_transcript.py").read_text()
    assert ONLY_EMPTY[0] in text
    (suites / "unit0" / "test_transcript.py").write_text(text.replace(*ONLY_EMPTY))
    with Judge(court.path, suites=str(suites)) as judge:
        done = again(desk, judge, Wanted(unit="unit0"))
        assert [] == again(desk, judge, Wanted(unit="unit0"))
    assert [3, 0] == [one.after.points for one in done if one.after]
    assert [[], ["transcript/empty_conversation"]] == [changed(one) for one in done]
    after = {grade.id: grade for grade in desk.records("grade")}
    assert 4 == len(after)
    for one in done:
        assert one.before is not None
        assert one.after is not None
        request = one.chosen.request.request
        assert before[request] == after[one.before.id]
        assert one.before.id == after[one.after.id].supersedes
        assert one.before.attempt == one.after.attempt
        assert one.after == ledger(desk).current(request)


def test_what_is_chosen(desk: Desk, court: Court) -> None:
    """By the first digits of a record or request, by unit, by suite version; today's results only when asked again."""
    known, today = ledger(desk), today_of(court.judge.ready)
    rules = rules_of(court.judge.ready, desk.settings)
    first, second = sorted(desk.records("grade"), key=lambda grade: -grade.points)
    version = first.suite_version

    def chosen(**wanted: object) -> list[str]:
        found = choose(known, rules, today, spelled(Wanted(**wanted), rules, today))
        return [one.request.request for one in found.chosen]

    assert [] == chosen(unit="unit0")
    both = [first.request, second.request]
    assert both == chosen(unit="warmup", again=True)
    assert both == chosen(suite_version=version, again=True)
    assert [] == chosen(suite_version="0.0.9+000000000000", again=True)
    assert [first.request] == chosen(one=first.id[:8], again=True)
    assert [second.request] == chosen(one=second.request, again=True)
    assert both == chosen(exercise="unit0/transcript", again=True)
    assert [second.request] == chosen(exercise="warmup/transcript", where="outcome = 'failed'", again=True)
    nonsense = (
        *({"one": "ff"}, {"one": "0" * 20}, {"unit": "unit9"}, {"exercise": "unit0/fix"}, {"exercise": "transcript"}),
        *({"exercise": "unit0/transcript", "unit": "unit9"}, {"where": "marks > 1"}),
    )
    for wanted in nonsense:
        with pytest.raises(OperatorError):
            chosen(**wanted)
    for wanted, said in (
        ({"exercise": "transcript"}, "a unit and an exercise, unit0/transcript, not 'transcript'"),
        ({"exercise": "trans"}, "such as unit1/sft_loss, not 'trans'"),
        ({"unit": "unit9"}, r"no unit 'unit9' on this board; it has unit0 \(warmup\)"),
    ):
        with pytest.raises(OperatorError, match=said):
            chosen(**wanted)


def test_the_same_suites_again_agree(desk: Desk, court: Court) -> None:
    """Another seed, the same outcomes; a chain of records has one end, and is found by the id of any of them."""
    oldest = desk.records("grade")[0]
    one = again(desk, court.judge, Wanted(unit="unit0", again=True))
    two = again(desk, court.judge, Wanted(unit="unit0", again=True))
    assert [[], []] == [changed(found) for found in one]
    assert [found.after for found in one] == [found.before for found in two]
    commitments = {grade.seed_commitment for grade in desk.records("grade")}
    assert 6 == len(commitments)
    [found] = again(desk, court.judge, Wanted(one=oldest.id, again=True))
    assert oldest.request == found.chosen.request.request


def test_a_request_that_was_set_aside_can_be_graded_later(desk: Desk, court: Court) -> None:
    """Its bytes are on the board; the new record supersedes nothing."""
    desk.submit("eve", 3, RIGHT)
    judge = Judge(court.path)
    killed: list[int] = []

    def kill(event: Event) -> None:
        if event.kind == "check" and judge.pid not in killed:
            killed.append(judge.pid)
            os.kill(judge.pid, signal.SIGKILL)

    with judge:
        queue = desk.queue(judge=judge, tell=kill)
        assert Tally(refused=1) == queue.run()
    assert "`not_gradable`" in desk.said("eve")[0][-1]
    [failure] = desk.records("failure")
    assert "not_gradable" == failure.reason
    [done] = again(desk, court.judge, Wanted(one=failure.request))
    assert done.before is None
    assert done.after is not None
    assert (3, "") == (done.after.points, done.after.supersedes)


def test_seeds_are_revealed_once(desk: Desk, court: Court) -> None:
    """Each grading of the cohort, also a superseded one; the secret is the one that was committed to."""
    again(desk, court.judge, Wanted(unit="unit0", again=True))
    with Judge(court.path, reveals=True) as judge:
        assert 4 == reveal(ledger(desk), judge, desk.outbox, "2026-11", NOON)
        publish(desk.store, desk.outbox)
        assert 0 == reveal(ledger(desk), judge, desk.outbox, "2026-11", NOON)
        with pytest.raises(OperatorError, match="2026-11"):
            reveal(ledger(desk), judge, desk.outbox, "2026-12", NOON)
    grades = {grade.id: grade for grade in desk.records("grade")}
    revealed: list[RevealRecord] = desk.records("reveal")
    assert grades.keys() == {one.grade for one in revealed}
    for one in revealed:
        grade = grades[one.grade]
        assert seeds.is_committed(bytes.fromhex(one.seed), grade.id, grade.seed_commitment)
        assert grade.subject == one.subject


def test_other_keys_reveal_nothing(desk: Desk, tmp_path: Path) -> None:
    """A seed that does not fit the commitment is not published."""
    other = Court(tmp_path / "other.json")
    with Judge(other.path, reveals=True) as judge, pytest.raises(OperatorError, match="does not fit"):
        reveal(ledger(desk), judge, desk.outbox, "2026-11", NOON)
    assert [] == desk.outbox.records()


def test_an_open_cohort_is_not_revealed() -> None:
    """While a deadline lies ahead, or a unit has none; another cohort than the running one has closed."""
    ends = settings("00" * 32, deadlines={"warmup": NOON})
    with pytest.raises(OperatorError, match="warmup until"):
        ensure_closed(ends, "2026-11", "2026-11-25T11:59:59Z")
    with pytest.raises(OperatorError, match="warmup without"):
        ensure_closed(settings("00" * 32), "2026-11", NOON)
    ensure_closed(ends, "2026-11", NOON)
    ensure_closed(settings("00" * 32), "2025-09", NOON)

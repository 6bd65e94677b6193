"""A pass over the open requests: each is graded once, published once, answered and closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from smol_grade.records import Outcome
from smol_leaderboard import layout
from smol_leaderboard.errors import JudgeTrouble
from smol_leaderboard.judge.client import Judge
from smol_leaderboard.judge.messages import Job
from smol_leaderboard.queue import Tally
from smol_leaderboard.schema import RequestRecord, canonical, request_key
from smol_leaderboard.sealing import hash_of
from smol_leaderboard.segments import read_records
from smol_leaderboard.store import Incoming
from smol_leaderboard.store.local_inbox import LocalInbox

from .desk import HALF, HOSTILE, RIGHT, BrokenInbox, Court, Desk, now, request, request_id
from .killing import FULL


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A judge that grades for real."""
    made = Court(tmp_path_factory.mktemp("keys") / "keys.json")
    with made.judge:
        yield made


@pytest.fixture
def desk(tmp_path: Path, court: Court) -> Desk:
    """A board in a folder."""
    return Desk(tmp_path, court=court)


def test_three_learners_are_graded_published_answered_and_closed(desk: Desk) -> None:
    """One right, one half, one hostile: points, board and answers say the same, and nothing of the code is in them."""
    desk.submit("ada", 1, RIGHT)
    desk.submit("bob", 2, HALF)
    desk.submit("eve", 3, HOSTILE)
    assert Tally(graded=3) == desk.queue().run()
    grades = {grade.subject: grade for grade in desk.records("grade")}
    points = {name: grades[desk.keys.subject(name)].points for name in ("ada", "bob", "eve")}
    assert {"ada": 3, "bob": 1, "eve": 0} == points
    assert [] == list(desk.inbox.waiting())
    running, result = desk.said("ada")[0]
    assert running.startswith("<!-- smol-grade: running -->")
    assert "3/3 points" in result
    assert "3/3 puntos" in result
    assert "1/3 points" in desk.said("bob")[0][1]
    assert "Each message becomes one line" in desk.said("bob")[0][1]
    assert "alert" not in desk.said("eve")[0][1]
    board = desk.store.read("board/board.json")
    assert board is not None
    assert b'"name":"ada"' in board
    everything = b"".join(desk.store.read(one.path) or b"" for one in desk.store.files())
    assert b"role" not in everything
    outcomes = {check.outcome for exercise in grades[desk.keys.subject("eve")].exercises for check in exercise.checks}
    assert {Outcome.ERRORED} == outcomes


def test_what_is_done_is_not_done_again(desk: Desk) -> None:
    """A second pass finds nothing; a resubmission is another request and another attempt."""
    desk.submit("ada", 1)
    desk.queue().run()
    head = desk.store.head()
    assert Tally() == desk.queue().run()
    assert head == desk.store.head()
    desk.submit("ada", 2)
    assert Tally(graded=1) == desk.queue().run()
    assert [1, 2] == [grade.attempt for grade in desk.records("grade")]


@pytest.mark.proof
def test_commits_are_counted_in_batches(memory_folder: Path, court: Court) -> None:
    """Two for each batch, one of records and one of the board: a thousand gradings take forty, of the Hub's 128 an hour."""
    requests, batch = (1000, 50) if FULL else (12, 5)
    desk = Desk(memory_folder, court=court, attempts_per_day=1)
    for number in range(requests):
        desk.submit(f"user{number}", number, RIGHT)
    commits: list[str] = []
    commit = desk.store.commit

    def counted(changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
        commits.append(message)
        return commit(changes, message, parent)

    desk.store.commit = counted
    assert Tally(graded=requests) == desk.queue(batch=batch).run()
    assert 2 * -(-requests // batch) == len(commits)
    assert requests == len(desk.records("grade"))


def test_an_answer_that_was_lost_is_made_up_for(desk: Desk) -> None:
    """The next pass answers and closes from the records; nothing is graded or published again."""
    desk.submit("ada", 1)
    desk.submit("bob", 2, model="carol/model")
    through, desk.inbox = desk.inbox, BrokenInbox(desk.board)
    assert Tally(graded=1, refused=1, unanswered=2) == desk.queue().run()
    desk.inbox = through
    before = desk.store.files(layout.RECORDS)
    assert Tally(made_up=2) == desk.queue().run()
    assert before == desk.store.files(layout.RECORDS)
    assert "3/3 points" in desk.said("ada")[0][-1]
    assert "`model_not_yours`" in desk.said("bob")[0][-1]
    assert Tally() == desk.queue().run()


def test_a_later_push_changes_nothing(desk: Desk) -> None:
    """The bytes that were graded are those on the board; what lies in the pull request afterwards is not looked at."""
    first = desk.submit("ada", 1, HALF)
    through, desk.inbox = desk.inbox, BrokenInbox(desk.board)
    desk.queue().run()
    desk.inbox = through
    better = request("ada", 2, RIGHT, desk.keys.public_key)
    push(desk, 1, layout.request("ada", better.id), canonical(better))
    assert Tally(made_up=1) == desk.queue().run()
    assert [1] == [grade.points for grade in desk.records("grade")]
    assert [first.sealed] == [record.sealed for record in desk.records("request")]
    assert "1/3 points" in desk.said("ada")[0][-1]


def test_the_request_record_holds_the_models_number(desk: Desk) -> None:
    """As it came in: whoever evaluates the model looks for it in the card."""
    made = request("ada", 1, RIGHT, desk.keys.public_key, model="ada/model")
    numbered = msgspec.structs.replace(made, model_nonce="ab" * 16)
    desk.drop("ada", layout.request("ada", made.id), canonical(numbered))
    assert Tally(graded=1) == desk.queue().run()
    assert [("ada/model", "ab" * 16)] == [(one.model, one.model_nonce) for one in desk.records("request")]


def test_the_request_record_fixes_the_bytes(desk: Desk) -> None:
    """Killed between the request's record and its result, the next pass grades what was recorded."""
    desk.submit("ada", 1, HALF)
    queue = desk.queue()
    queue.run()
    [kept] = desk.records("request")
    other = Desk(desk.board.parent / "other", court=desk.court)
    other.settings = desk.settings
    other.store.commit({layout.SETTINGS: canonical(desk.settings)}, "Settings")
    other.outbox.add(kept)
    better = request("ada", 2, RIGHT, desk.keys.public_key)
    clock = iter([kept.received_at])
    LocalInbox(other.board, "ada", clock=lambda: next(clock)).submit(
        layout.request("ada", better.id), canonical(better), "", ""
    )
    assert Tally(graded=1) == other.queue().run()
    assert [1] == [grade.points for grade in other.records("grade")]
    assert kept.sealed_sha256 == other.records("grade")[0].sealed_sha256


def test_a_refusal_of_the_same_request_before_is_none_of_this_one(desk: Desk) -> None:
    """Refused today, opened again tomorrow and accepted: killed before its result, it is graded all the same."""
    made = desk.submit("ada", 1, model="bob/model")
    assert Tally(refused=1) == desk.queue().run()
    again = request("ada", 1, RIGHT, desk.keys.public_key)
    assert made.id == again.id
    desk.drop("ada", layout.request("ada", again.id), canonical(again))

    class Stopped(BaseException):
        pass

    add = desk.outbox.add

    def stop_after(record: object) -> None:
        add(record)
        if isinstance(record, RequestRecord):
            raise Stopped

    desk.outbox.add = stop_after
    with pytest.raises(Stopped):
        desk.queue().run()
    desk.outbox.add = add
    assert Tally(graded=1) == desk.queue().run()
    assert [3] == [grade.points for grade in desk.records("grade")]


def test_what_cannot_be_read_stays_open_for_a_while(desk: Desk) -> None:
    """Within the hour it is trouble and stops nobody behind it; after that it is no request."""
    times = iter(["2026-11-25T10:00:00Z", now()])

    class Unreadable(LocalInbox):
        def waiting(self) -> Iterator[Incoming]:
            for incoming in super().waiting():
                yield incoming._replace(head="", changed=(), content=None) if incoming.number < 3 else incoming

    desk.clock = lambda: next(times)
    desk.submit("old", 1)
    desk.submit("new", 2)
    desk.clock = now
    desk.submit("ada", 3)
    desk.inbox = Unreadable(desk.board)
    tally = desk.queue().run()
    assert (1, 1, 1) == (tally.graded, tally.refused, len(tally.troubles))
    assert [2] == [incoming.number for incoming in desk.inbox.waiting()]
    assert "`not_a_request`" in desk.said("old")[0][-1]


def test_requests_that_are_always_trouble_keep_nobody_waiting_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first pass ends at them, as if the judge were broken; the next ones go on behind them."""
    grade = type(desk.judge).grade

    def troubled(judge: Judge, job: Job, hear: object) -> object:
        if job.author == "eve":
            raise JudgeTrouble("no")
        return grade(judge, job, hear)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.judge), "grade", troubled)
    for number in range(3):
        desk.submit("eve", number)
    desk.submit("ada", 3)
    queue = desk.queue()
    assert [(0, 3), (1, 3), (0, 3)] == [(done.graded, len(done.troubles)) for done in (queue.run() for _ in range(3))]


def test_the_status_of_what_waits_holds_no_text_of_a_stranger(desk: Desk) -> None:
    """The course's own page must not say what somebody wrote in place of a unit's name."""
    desk.submit("ada", 1)
    desk.submit("eve", 2, unit="Buy cheap points at example.org")
    shown: list[str] = []
    queue = desk.queue(tell=lambda event: shown.extend(one.unit for one in queue.open_requests()))
    queue.run()
    assert {"warmup", ""} == set(shown)


def test_records_name_nobody(desk: Desk) -> None:
    """Neither a request's record nor a grade holds the author's name or id in clear; people/ does."""
    made = desk.submit("ada-lovelace", 1)
    desk.queue().run()
    lines = b"".join(desk.store.read(one.path) or b"" for one in desk.store.files(layout.RECORDS))
    assert b"ada-lovelace" not in lines
    assert made.id.encode() not in lines
    [record] = desk.records("request")
    assert request_key("ada-lovelace", request_id(1)) == record.request
    assert hash_of(record.sealed) == record.sealed_sha256
    people = [desk.store.read(one.path) for one in desk.store.files(layout.PEOPLE)]
    assert [True] == [b"ada-lovelace" in (entry or b"") for entry in people]
    assert () == read_records(desk.store).quarantined


def push(desk: Desk, number: int, path: str, content: bytes) -> None:
    """Put another file into a request that is open, as a push to a pull request does."""
    import base64

    import msgspec

    from smol_leaderboard.store.local_inbox import Dropped

    file = desk.board / "inbox" / f"{number}.json"
    dropped = msgspec.json.decode(file.read_bytes(), type=Dropped)
    changed = msgspec.structs.replace(dropped, path=path, content=base64.b64encode(content).decode())
    file.write_bytes(canonical(changed))

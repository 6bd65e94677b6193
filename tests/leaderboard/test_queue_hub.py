"""The operator's pass over real pull requests: the test double of the Hub, through the Hub's own client."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub, faults

from smol_leaderboard import layout
from smol_leaderboard.errors import StoreError
from smol_leaderboard.handed_in import Request
from smol_leaderboard.queue import Tally
from smol_leaderboard.schema import canonical
from smol_leaderboard.store import open_inbox, open_store

from .conftest import BOARD
from .desk import HALF, RIGHT, Court, Desk, request, request_id


@pytest.fixture(scope="module")
def court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    """A judge that grades for real."""
    made = Court(tmp_path_factory.mktemp("keys") / "keys.json")
    with made.judge:
        yield made


@pytest.fixture
def desk(board_hub: FakeHub, court: Court, tmp_path: Path) -> Desk:
    """A board on the hub."""
    token = board_hub.token("course")
    return Desk(tmp_path, open_store(BOARD, token=token), open_inbox(BOARD, token=token), court=court)


def pull(hub: FakeHub, user: str, files: dict[str, bytes], revision: str = "") -> int:
    """Open a pull request, or push to one, as a user does with the client; return its number."""
    from huggingface_hub import CommitOperationAdd

    made = hub.api(user).create_commit(
        BOARD,
        [CommitOperationAdd(path, content) for path, content in files.items()],
        commit_message="Submission",
        repo_type="dataset",
        create_pr=not revision,
        revision=revision or None,
    )
    return int(made.pr_num) if made.pr_num is not None else 0


def submit(hub: FakeHub, desk: Desk, user: str, number: int, code: str = RIGHT, **changes: object) -> Request:
    """Open the pull request of a learner's request."""
    made = request(user, number, code, desk.keys.public_key, **changes)
    pull(hub, user, {layout.request(user, made.id): canonical(made)})
    return made


def fates(hub: FakeHub) -> dict[int, tuple[str, str]]:
    """What became of each pull request: its status, and the hidden first line of our last words."""
    api = hub.api("course")
    found = {}
    for discussion in api.get_repo_discussions(BOARD, repo_type="dataset"):
        details = api.get_discussion_details(BOARD, discussion.num, repo_type="dataset")
        said = [e.content for e in details.events if e.type == "comment" and e.author == "course"]
        found[discussion.num] = (details.status, said[-1].partition("\n")[0] if said else "")
    return found


def test_learners_are_graded_and_attackers_refused(board_hub: FakeHub, desk: Desk) -> None:
    """Each attack with its reason; nothing is merged; the honest ones get their points, whoever came before them."""
    victim = request("ada", 1, RIGHT, desk.keys.public_key, model="ada/model")
    path = layout.request("ada", victim.id)
    copied = msgspec.structs.replace(victim, user="eve", model="")
    attacks = [
        ({layout.request("eve", victim.id): canonical(copied)}, "seal_names_another"),
        ({path: canonical(victim)}, "wrong_author"),
        ({layout.request("eve", victim.id): canonical(victim)}, "wrong_author"),
        ({layout.request("Eve", victim.id): canonical(copied)}, "wrong_author"),
        ({layout.request("\u0435ve", victim.id): canonical(copied)}, "wrong_author"),
        ({layout.SETTINGS: b"{}"}, "outside_folder"),
        ({"board/board.json": b'{"rows":[]}'}, "outside_folder"),
        ({layout.request("eve", victim.id): canonical(copied), "README.md": b"eve"}, "outside_folder"),
        ({layout.request("eve", request_id(8)): b"x" * 400_001}, "too_large"),
        ({layout.request("eve", request_id(9)): b"{}"}, "not_a_request"),
    ]
    for files, _ in attacks:
        pull(board_hub, "eve", files)
    pull(board_hub, "ada", {path: canonical(victim)})
    submit(board_hub, desk, "bob", 2, HALF)
    pull(
        board_hub,
        "eve",
        {layout.request("eve", request_id(3)): canonical(msgspec.structs.replace(copied, id=request_id(3)))},
    )
    own = request("eve", 4, HALF, desk.keys.public_key, model="ada/model")
    pull(board_hub, "eve", {layout.request("eve", own.id): canonical(own)})
    before = desk.store.read(layout.SETTINGS)
    assert Tally(graded=2, refused=12) == desk.queue().run()
    reasons = [reason for _, reason in attacks]
    expected = {number: f"refused {reason}" for number, reason in enumerate(reasons, 1)}
    expected |= {13: "refused replayed", 14: "refused model_not_yours"}
    found = fates(board_hub)
    assert {"closed"} == {status for status, _ in found.values()}
    assert expected == {number: found[number][1][len("<!-- smol-grade: ") : -len(" -->")] for number in expected}
    points = {grade.subject: grade.points for grade in desk.records("grade")}
    ids = {name: board_hub.account(name).id for name in ("ada", "bob")}
    assert {desk.keys.subject(ids["ada"]): 3, desk.keys.subject(ids["bob"]): 1} == points
    assert before == desk.store.read(layout.SETTINGS)
    assert [] == desk.store.files(layout.REQUESTS)
    for secret in (RIGHT, HALF, "message['role']"):
        for text in (secret.encode(), base64.b64encode(secret.encode()).rstrip(b"=")[:-2]):
            assert [] == [where for where, content in board_hub.stored() if text in content]


def test_a_renamed_user_stays_one_and_a_name_that_was_taken_over_is_another(board_hub: FakeHub, desk: Desk) -> None:
    """Subjects follow the Hub's id; the name on the board is the newest; a model stays with who had it first."""
    submit(board_hub, desk, "ada", 1, HALF, model="ada/model")
    desk.queue().run()
    old = board_hub.account("ada").id
    board_hub.rename("ada", "lovelace")
    submit(board_hub, desk, "lovelace", 2, RIGHT)
    submit(board_hub, desk, "ada", 3, RIGHT, model="ada/model")
    assert old != board_hub.account("ada").id
    assert Tally(graded=1, refused=1) == desk.queue().run()
    assert {desk.keys.subject(old)} == {grade.subject for grade in desk.records("grade")}
    assert [1, 2] == sorted(grade.attempt for grade in desk.records("grade"))
    assert ["model_claimed"] == [failure.reason for failure in desk.records("failure")]
    person = desk.store.read(layout.person(desk.keys.subject(old))) or b""
    assert b'"lovelace"' in person


def test_a_later_push_to_a_pull_request_changes_nothing(board_hub: FakeHub, desk: Desk) -> None:
    """Pushed between publishing and answering, it is answered with what was graded."""
    worse = submit(board_hub, desk, "ada", 1, HALF)
    better = request("ada", 2, RIGHT, desk.keys.public_key)
    board_hub.faults.add(faults.SERVER_ERROR, "status", times=10)
    assert Tally(graded=1, unanswered=1) == desk.queue().run()
    board_hub.faults.clear()
    pull(board_hub, "ada", {layout.request("ada", better.id): canonical(better)}, revision="refs/pr/1")
    assert Tally(made_up=1) == desk.queue().run()
    assert [1] == [grade.points for grade in desk.records("grade")]
    assert [worse.sealed_sha256] == [record.sealed_sha256 for record in desk.records("request")]
    assert Tally() == desk.queue().run()


def test_what_fails_here_or_at_the_hub_is_not_held_against_a_learner(
    board_hub: FakeHub, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, a page about maintenance, a user without an id: the request stays open and is graded later."""
    board_hub.clock.set("2026-11-24T12:00:00Z")  # older than what is refused when it cannot be read
    submit(board_hub, desk, "ada", 1)

    def full(*_: object, **__: object) -> bytes:
        raise StoreError("[Errno 28] No space left on device")

    with monkeypatch.context() as changed:
        changed.setattr("smol_leaderboard.store.hub.HubStore._fetched", full)
        with contextlib.suppress(StoreError):
            desk.queue().run()
    for body in ("<html>maintenance</html>", "{}"):
        for route in ("info", "discussion", "user"):
            board_hub.faults.add(faults.Fault("maintenance", status=200, body=body), route, times=None)
            with contextlib.suppress(StoreError):
                desk.queue().run()
            board_hub.faults.clear()
    assert ([], {1: "open"}) == (desk.records("failure"), {n: status for n, (status, _) in fates(board_hub).items()})
    assert Tally(graded=1) == desk.queue().run()


def test_a_pull_request_that_was_opened_in_time_and_filled_too_late_is_late(
    board_hub: FakeHub, court: Court, tmp_path: Path
) -> None:
    """What counts is when the graded bytes came in; who opened and filled it in time is graded."""
    token = board_hub.token("course")
    ends = {"warmup": "2026-11-25T13:00:00Z"}
    desk = Desk(tmp_path, open_store(BOARD, token=token), open_inbox(BOARD, token=token), court=court, deadlines=ends)
    board_hub.clock.set("2026-11-25T12:59:00Z")
    empty = layout.request("eve", request_id(9))
    assert 1 == pull(board_hub, "eve", {empty: b"{}"})
    submit(board_hub, desk, "ada", 1)
    board_hub.clock.set("2026-11-25T13:00:01Z")
    late = request("eve", 9, RIGHT, desk.keys.public_key)
    pull(board_hub, "eve", {empty: canonical(late)}, revision="refs/pr/1")
    assert Tally(graded=1, refused=1) == desk.queue().run()
    [failure] = desk.records("failure")
    assert ("after_deadline", "2026-11-25T13:00:01Z", "2026-11-25T12:59:00Z") == (
        failure.reason,
        failure.received_at,
        failure.opened_at,
    )
    assert Tally() == desk.queue().run()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_failing_hub_is_outlasted(board_hub: FakeHub, desk: Desk, seed: int) -> None:
    """With a third of all its changes failing, done or not, some passes later everybody has one result and one record."""
    for number in range(4):
        submit(board_hub, desk, f"user{number}", number, RIGHT if number % 2 else HALF)
    wrong = [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER, faults.RESET, faults.RESET_AFTER, faults.BUSY]
    board_hub.faults.randomly(seed, wrong, ("commit", "status", "comment"), share=0.35)
    for _ in range(12):
        with contextlib.suppress(StoreError):
            desk.queue().run()
    board_hub.faults.clear()
    desk.queue().run()
    assert {"closed"} == {status for status, _ in fates(board_hub).values()}
    assert [1, 1, 3, 3] == sorted(grade.points for grade in desk.records("grade"))
    assert 4 == len(desk.records("request"))
    assert Tally() == desk.queue().run()

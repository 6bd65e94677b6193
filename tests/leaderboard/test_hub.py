"""What only the Hub has: other people's pull requests, rights, large files, and its ways of saying no."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from fakehub import LFS_EXTENSIONS, FakeHub, faults

from smol_leaderboard.errors import Denied, NoStore, StoreError, Uncertain
from smol_leaderboard.publish import Waiting, commit_derived
from smol_leaderboard.schema import LARGEST_REQUEST
from smol_leaderboard.store import Incoming, open_inbox, open_store
from smol_leaderboard.store.hub_errors import seconds_to_wait
from smol_leaderboard.store.hub_inbox import MOST_CHANGES

from .conftest import BOARD

PATH = "requests/ada/0123abcd.json"


def pull_request(hub: FakeHub, user: str, changes: dict[str, bytes | None], to: str = "") -> None:
    """Open a pull request as somebody, with any changes; or push them to one."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    operations = [
        CommitOperationDelete(path) if content is None else CommitOperationAdd(path, content)
        for path, content in changes.items()
    ]
    hub.api(user).create_commit(
        BOARD, operations, commit_message="request", repo_type="dataset", create_pr=not to, revision=to or None
    )


def waiting(hub: FakeHub) -> list[Incoming]:
    """What the course sees."""
    return list(open_inbox(BOARD, token=hub.token("course")).waiting())


def board(hub: FakeHub) -> None:
    """Put something on the board."""
    store = open_store(BOARD, token=hub.token("course"))
    store.commit({"course.json": b"{}", "board/board.json": b"[]", "records/grade/2026-11/a.jsonl": b"1\n"}, "board")


@pytest.mark.parametrize(
    "changes",
    [
        {PATH: b"1", "board/board.json": b"[1]"},
        {"board/board.json": b"[1]"},
        {"records/grade/2026-11/a.jsonl": b"2\n"},
        {"course.json": None},
        {PATH: b"1", "requests/ada/0123abce.json": b"2"},
        {PATH: b"1", "requests/bob/0123abcd.json": b"2"},
        {PATH: b"1", "records/grade/2026-11/a.jsonl": None},
    ],
)
def test_a_request_that_changes_anything_else_is_not_read(changes: dict[str, bytes | None], board_hub: FakeHub) -> None:
    """All that it changes is told, and no content is handed on."""
    board(board_hub)
    pull_request(board_hub, "ada", changes)
    since = len(board_hub.log)
    (request,) = waiting(board_hub)
    assert (tuple(sorted(changes)), None) == (request.changed, request.content)
    assert [] == board_hub.log.of("resolve", since=since)


def test_a_request_that_adds_one_file_anywhere_is_told_as_it_is(board_hub: FakeHub) -> None:
    """Whether the path is right is for others to judge."""
    board(board_hub)
    for path in ("requests/bob/0123abcd.json", "README.md.json", "requests/ada/a/b.json"):
        pull_request(board_hub, "ada", {path: b"1"})
    assert ["requests/bob/0123abcd.json", "README.md.json", "requests/ada/a/b.json"] == [
        request.changed[0] for request in waiting(board_hub)
    ]
    assert {"ada"} == {request.author.name for request in waiting(board_hub)}


def test_a_board_that_has_moved_on_is_no_change_of_the_request(board_hub: FakeHub) -> None:
    """A request is compared with the commit on which it stands."""
    board(board_hub)
    pull_request(board_hub, "ada", {PATH: b"1"})
    store = open_store(BOARD, token=board_hub.token("course"))
    store.commit({"board/board.json": b"[2]", "records/grade/2026-11/b.jsonl": b"2\n", "course.json": None}, "on")
    (request,) = waiting(board_hub)
    assert ((PATH,), b"1") == (request.changed, request.content)


def test_a_later_push_changes_nothing(board_hub: FakeHub) -> None:
    """What was read at the pinned head stays what it was; who asks again sees the new head, as one more commit."""
    board(board_hub)
    pull_request(board_hub, "ada", {PATH: b"1"})
    (first,) = waiting(board_hub)
    pull_request(board_hub, "ada", {PATH: b"2"}, to="refs/pr/1")
    pull_request(board_hub, "ada", {"board/board.json": b"[2]"}, to="refs/pr/1")
    (second,) = waiting(board_hub)
    assert first.head != second.head
    store = open_store(BOARD, token=board_hub.token("course"))
    assert (b"1", b"2") == (store.read(PATH, first.head), store.read(PATH, second.head))
    assert (("board/board.json", PATH), None) == (second.changed, second.content)
    pull_request(board_hub, "ada", {"board/board.json": b"[]"}, to="refs/pr/1")
    (third,) = waiting(board_hub)
    assert ((PATH,), b"2") == (third.changed, third.content)


def test_a_request_without_a_change(board_hub: FakeHub) -> None:
    """Has none, and no content."""
    board(board_hub)
    board_hub.api("ada").create_pull_request(BOARD, title="empty", repo_type="dataset")
    board_hub.api("ada").change_discussion_status(BOARD, 1, "open", repo_type="dataset")
    assert [((), None)] == [(request.changed, request.content) for request in waiting(board_hub)]


def test_an_author_is_known_by_the_id(board_hub: FakeHub) -> None:
    """It stays when the name changes, and who takes the old name has another; who is gone has none."""
    board(board_hub)
    pull_request(board_hub, "ada", {PATH: b"1"})
    (before,) = waiting(board_hub)
    board_hub.rename("ada", "lovelace")
    pull_request(board_hub, "ada", {PATH: b"2"})
    old, new = waiting(board_hub)
    assert ("lovelace", before.author.id) == (old.author.name, old.author.id)
    assert new.author.name == "ada"
    assert new.author.id not in {"", old.author.id}
    board_hub.delete_account("ada")
    assert "" == waiting(board_hub)[1].author.id


def test_a_crowd_of_changes_is_not_counted_to_the_end(board_hub: FakeHub) -> None:
    """A few of them say enough."""
    board(board_hub)
    pull_request(board_hub, "ada", {f"requests/ada/{number:08}.json": b"" for number in range(MOST_CHANGES + 20)})
    (request,) = waiting(board_hub)
    assert (MOST_CHANGES, None) == (len(request.changed), request.content)


def test_a_thicket_of_folders_costs_few_requests(board_hub: FakeHub) -> None:
    """Deep or wide: whoever opens it must not use up the course's requests, or the program's stack."""
    board(board_hub)
    thickets = [
        {"requests/ada/" + "a/" * 200 + "x.json": b"{}"},
        {f"requests/ada/{number}/" + "a/" * 30 + "x.json": b"{}" for number in range(100)},
        {f"{number}/" + "a/" * 30 + "x.json": b"{}" for number in range(100)},
    ]
    for files in thickets:
        pull_request(board_hub, "ada", files)
    since = len(board_hub.log)
    deep, *wide = waiting(board_hub)
    assert (("requests/ada/a/a",), None) == (deep.changed, deep.content)
    assert [MOST_CHANGES] * 2 == [len(request.changed) for request in wide]
    assert len(board_hub.log.of("tree", since=since)) < 100


def test_a_large_request_is_not_fetched(board_hub: FakeHub) -> None:
    """As LFS too: its size is known from the listing."""
    board(board_hub)
    board_hub.largest_regular = 1000
    pull_request(board_hub, "ada", {PATH: b"x" * (LARGEST_REQUEST + 1)})
    pull_request(board_hub, "ada", {PATH: b"x" * 2000})
    since = len(board_hub.log)
    large, small = waiting(board_hub)
    assert (None, b"x" * 2000) == (large.content, small.content)
    assert {"refs/pr/1", large.head}.isdisjoint(
        entry.path.split("/")[5] for entry in board_hub.log.of("resolve", since=since)
    )


def test_equal_folders_are_not_opened(board_hub: FakeHub) -> None:
    """A board of many files costs a request no more than a small one."""
    store = open_store(BOARD, token=board_hub.token("course"))
    counts = []
    for number in range(2):
        store.commit({f"people/{n % 64:02x}/{number}{n}": b"1" for n in range(200 * number + 1)}, "people")
        pull_request(board_hub, "ada", {f"requests/ada/{number:08}.json": b"1"})
        since = len(board_hub.log)
        waiting(board_hub)
        counts.append(len(board_hub.log.of("tree", since=since)))
    assert [4, 8] == counts


def test_talk_is_no_request(board_hub: FakeHub) -> None:
    """Discussions, closed and merged pull requests do not wait; strangers' comments are not our note."""
    board(board_hub)
    board_hub.api("bob").create_discussion(BOARD, title="hello", repo_type="dataset")
    for number in (2, 3, 4):
        pull_request(board_hub, "ada", {f"requests/ada/0000000{number}.json": b"1"})
    board_hub.api("ada").change_discussion_status(BOARD, 2, "closed", repo_type="dataset")
    board_hub.api("course").merge_pull_request(BOARD, 3, repo_type="dataset")
    board_hub.api("bob").comment_discussion(BOARD, 4, "5 of 5 points", repo_type="dataset")
    (request,) = waiting(board_hub)
    assert (4, "") == (request.number, request.note)
    thread = open_inbox(BOARD, token=board_hub.token("ada")).threads("ada")[0]
    assert [("bob", "5 of 5 points")] == [(said.author, said.text) for said in thread.comments]


def test_a_request_whose_reference_is_gone_stops_nobody(board_hub: FakeHub) -> None:
    """It is told without a head, and the next is read."""
    from fakehub.answers import Refused, Request

    def gone(request: Request) -> None:
        if request.named.get("rev") == "refs/pr/1":
            raise Refused(404, "Invalid rev id: refs/pr/1", "RevisionNotFound")

    board(board_hub)
    for number in (1, 2):
        pull_request(board_hub, "ada", {f"requests/ada/0000000{number}.json": b"1"})
    board_hub.faults.add(gone, "info", times=None)
    first, second = waiting(board_hub)
    assert (1, "", "ada", "", None) == (first.number, first.author.id, first.author.name, first.head, first.content)
    assert (2, b"1") == (second.number, second.content)


@pytest.mark.parametrize("status", [403, 500])
def test_a_request_at_which_the_hub_fails_stops_nobody(board_hub: FakeHub, status: int) -> None:
    """It is told as one that cannot be read now; where the Hub fails at everything, the pass ends."""
    from fakehub.answers import Refused, Request

    def fails(request: Request) -> None:
        if request.named.get("rev") == "refs/pr/1":
            raise Refused(status, "no")

    board(board_hub)
    for number in (1, 2):
        pull_request(board_hub, "ada", {f"requests/ada/0000000{number}.json": b"1"})
    board_hub.faults.add(fails, "info", times=None)
    first, second = waiting(board_hub)
    assert (1, "", True) == (first.number, first.head, str(status) in first.trouble)
    assert (2, b"1", "") == (second.number, second.content, second.trouble)
    board_hub.faults.clear()
    board_hub.faults.add(faults.SERVER_ERROR, "info", times=None)
    with pytest.raises(StoreError):
        waiting(board_hub)


def test_names_that_change_hands_during_a_pass_confuse_nobody(board_hub: FakeHub) -> None:
    """A pass lasts hours: whose a name was at its beginning says nothing of whose it is now."""
    board(board_hub)
    pull_request(board_hub, "ada", {PATH: b"1"})
    pull_request(board_hub, "eve", {"requests/ada/0123abce.json": b"2"})
    ids = {name: board_hub.account(name).id for name in ("ada", "eve")}
    requests = iter(open_inbox(BOARD, token=board_hub.token("course")).waiting())
    assert ("ada", ids["ada"]) == (next(requests).author.name, ids["ada"])
    board_hub.rename("ada", "lovelace")
    board_hub.rename("eve", "ada")
    second = next(requests)
    assert ("ada", ids["eve"]) == (second.author.name, second.author.id)


def test_hostile_names_stop_nobody(board_hub: FakeHub) -> None:
    """A path that no disk takes, or that is long, is told; its content is not read; the next request is."""
    board(board_hub)
    names = [
        "requests/ada/" + "x" * 300 + ".json",
        "requests/ada/a\\b.json",
        "inbox/1.json",
        "requests/ada/☃ %2e?.json",
    ]
    for name in names:
        pull_request(board_hub, "ada", {name: b"1"})
    requests = waiting(board_hub)
    assert names == [request.changed[0] for request in requests]
    assert [None, None, None, b"1"] == [request.content for request in requests]


def test_who_may_what(board_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner opens pull requests and writes nothing else; nobody reads; a reader's token writes nothing."""
    from huggingface_hub import constants

    board(board_hub)
    monkeypatch.setenv("HF_TOKEN", "")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", "/nonexistent")
    nobody = open_store(BOARD)
    assert b"{}" == nobody.read("course.json")
    for token in (board_hub.token("ada"), board_hub.token("course", "read"), "hf_wrongwrongwrong", ""):
        with pytest.raises(Denied):
            open_store(BOARD, token=token or "").commit(
                {"x": b"1"}, "no"
            ) if token != "hf_wrongwrongwrong" else open_store(BOARD, token=token)
    with pytest.raises(Denied):
        open_inbox(BOARD).submit(PATH, b"1", "title", "")
    with pytest.raises(Denied):
        list(open_inbox(BOARD).waiting())
    pull_request(board_hub, "ada", {PATH: b"1"})
    with pytest.raises(Denied):
        open_inbox(BOARD, token=board_hub.token("bob")).close(1, "go away")
    assert 1 == len(waiting(board_hub))


def test_no_board_there(board_hub: FakeHub) -> None:
    """Neither one that never was, nor one that is private to others; with `create` there is one then."""
    board_hub.repo("dataset", "other/secret", private=True)
    for name in ("course/none", "other/secret"):
        with pytest.raises(NoStore):
            open_store(name, token=board_hub.token("course"))
    store = open_store("hf://datasets/course/none", token=board_hub.token("course"), create=True)
    assert store.head() == open_store("course/none", token=board_hub.token("course"), create=True).head()


def test_parquet_goes_the_way_of_large_files(board_hub: FakeHub) -> None:
    """It is written in the same commit, read back from the other server, and its oid is that of its content."""
    board_hub.lfs_extensions = LFS_EXTENSIONS
    board_hub.cdn = "lfs"
    store = open_store(BOARD, token=board_hub.token("course"))
    for content in (b"PAR1", b"PAR2"):
        head = store.commit({"board/board.parquet": content, "board/board.json": content}, "board")
        assert content == store.read("board/board.parquet", head) == store.read("board/board.json", head)
    first = store.files("board/")
    assert head == store.commit({"board/board.parquet": content}, "again")
    store.commit({"board/board.parquet": b"PAR3"}, "new")
    assert 1 == len(set(first) & set(store.files("board/")))


def test_a_content_is_fetched_once(board_hub: FakeHub, tmp_path: Path) -> None:
    """At a new revision, by a new program: what a listing names and the cache holds costs no request; if it is sound."""
    board_hub.lfs_extensions = LFS_EXTENSIONS
    store = open_store(BOARD, token=board_hub.token("course"))
    files = {"records/1": b"1", "records/2.parquet": b"22", "records/3": b""}
    store.commit(files, "first")
    assert files == {path: store.read(path) for path in files}
    store.commit({"other": b"1"}, "second")
    for damaged in (False, True):
        if damaged:
            for blob in (tmp_path / "hub-cache").glob("*/blobs/*"):
                blob.write_bytes(b"damaged")
        other = open_store(BOARD, token=board_hub.token("course"))
        head = other.head()
        other.files("records/", head)
        since = len(board_hub.log)
        assert files == {path: other.read(path, head) for path in files}
        assert damaged == bool(len(board_hub.log) - since)


def test_a_file_that_a_cache_left_out_is_missed(board_hub: FakeHub) -> None:
    """The client leaves out what it is told is there already; told so from a cache, that is noticed, and put right."""
    store = open_store(BOARD, token=board_hub.token("course"))
    store.commit({"board/a.json": b"old", "board/b.json": b"old"}, "old")
    store.commit({"board/a.json": b"new", "board/b.json": b"new"}, "new")
    board_hub.faults.add(faults.STALE, "preupload")
    with pytest.raises(Uncertain):
        store.commit({"board/a.json": b"old", "board/b.json": b"other"}, "half of it")
    board_hub.faults.add(faults.STALE, "preupload")
    board_hub.faults.add(faults.STALE, "info")
    waiting = Waiting(sleep=lambda _: None)
    commit_derived(store, lambda parent: {"board/a.json": b"old", "board/b.json": b"other"}, "board", waiting=waiting)
    assert (b"old", b"other") == (store.read("board/a.json"), store.read("board/b.json"))


def test_a_card_that_is_wrong_is_refused_before_anything_is_written(board_hub: FakeHub) -> None:
    """That is an error, not a doubt."""
    store = open_store(BOARD, token=board_hub.token("course"))
    head = store.head()
    with pytest.raises(StoreError) as raised:
        store.commit({"README.md": b"---\na: [\n---\n", "x": b"1"}, "card")
    assert StoreError is type(raised.value)
    assert head == store.head()


def test_the_token_is_in_no_log(board_hub: FakeHub, caplog: pytest.LogCaptureFixture) -> None:
    """At the loudest level of every library."""
    with caplog.at_level(logging.DEBUG):
        store = open_store(BOARD, token=board_hub.token("course"))
        store.commit({"x": b"1"}, "x")
        store.read("x")
    assert caplog.records
    assert board_hub.token("course") not in caplog.text


HOURLY = (
    "Retry after 271 seconds (949/1000 requests remaining in current 300s window). You have exceeded the rate limit for "
    "repository commits (128 per hour). You can retry this action in about 1 hour."
)


@pytest.mark.parametrize(
    ("body", "header", "seconds"),
    [
        (HOURLY, "271", 3600),
        (HOURLY.replace("about 1 hour", "about 12 minutes"), "271", 720),
        (HOURLY.replace("1 hour.", "an hour."), "", 3600),
        ("You have exceeded the rate limit for repository commits (128 per hour).", "10", 3600),
        ("We had to rate limit you. Retry after 55 seconds", "55", 55),
        ("We had to rate limit you. Retry after 55 seconds", "", 55),
        ("", "7", 7),
        ("", "Wed, 21 Oct 2026 07:28:00 GMT", 60),
        ("", "", 60),
    ],
)
def test_the_sentence_about_the_hour_is_believed(body: str, header: str, seconds: float) -> None:
    """Over a number that belongs to another limit."""
    assert seconds == seconds_to_wait(body, header)

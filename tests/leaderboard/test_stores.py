"""What both stores promise, the folder and the Hub data set: the same tests for each."""

from __future__ import annotations

import random
import threading
from pathlib import Path

import pytest

from smol_leaderboard.errors import Conflict, StoreError
from smol_leaderboard.schema import LARGEST_REQUEST

from .conftest import Backend

PATH = "requests/ada/0123abcd.json"


def test_what_was_committed_can_be_read(backend: Backend) -> None:
    """By whoever opens the store then; a file that is not there is None, a folder that is not there is empty."""
    store = backend.store()
    before = store.head()
    files = {
        "records/grade/2026-11/a.jsonl": b"1\n",
        "records/request/2026-11/b.jsonl": b"\x00\xff\r\n",
        "course.json": b"",
    }
    after = store.commit(files, "three files")
    other = backend.store()
    assert before != after == other.head()
    for path, content in files.items():
        assert content == other.read(path) == other.read(path, after)
    assert ["records/grade/2026-11/a.jsonl"] == [file.path for file in other.files("records/grade/")]
    assert sorted(files) == [file.path for file in other.files(revision=after) if file.path != ".gitattributes"]
    assert [2, 4] == [file.size for file in other.files("records")]
    assert other.read("records/none") is None
    assert other.read("records/grade") is None
    assert [] == other.files("people/") == other.files("course.json/")


def test_a_commit_writes_and_deletes_in_one_step(backend: Backend) -> None:
    """A deletion of what is not there is none; the same content again makes no new commit."""
    store = backend.store()
    first = store.commit({"a": b"1", "b": b"1"}, "first")
    second = store.commit({"a": None, "b": b"2", "c": None}, "second")
    assert second not in {first}
    assert (None, b"2") == (store.read("a"), store.read("b"))
    assert second == store.commit({"a": None, "b": b"2", "c": None}, "again") == store.head()
    assert second == store.commit({}, "nothing")


def test_an_oid_changes_with_the_content(backend: Backend) -> None:
    """And not otherwise, whatever else changes."""
    store = backend.store()
    oids = set()
    for text in (b"1", b"2", b"1"):
        store.commit({"a": text, f"other/{len(oids)}": text}, "change")
        oids.add(next(file.oid for file in backend.store().files() if file.path == "a"))
    assert 2 == len(oids)


def test_the_parent_must_be_the_head(backend: Backend) -> None:
    """Otherwise Conflict, and nothing is written."""
    store = backend.store()
    first = store.commit({"a": b"1"}, "first")
    second = store.commit({"a": b"2"}, "second", parent=first)
    with pytest.raises(Conflict):
        store.commit({"a": b"3", "b": b"3"}, "third", parent=first)
    assert second == store.head()
    assert (b"2", None) == (store.read("a"), store.read("b"))


def test_only_one_of_many_wins_a_parent(backend: Backend) -> None:
    """Writers who all name the same parent: one of them writes."""
    head = backend.store().commit({"a": b"0"}, "first")
    won: list[int] = []

    def write(number: int) -> None:
        try:
            backend.store().commit({"a": str(number).encode(), f"b{number}": b""}, "race", parent=head)
        except Conflict:
            return
        won.append(number)

    _at_once([threading.Thread(target=write, args=(number,)) for number in range(1, 9)])
    assert 1 == len(won)
    assert str(won[0]).encode() == backend.store().read("a")
    assert [f"b{won[0]}"] == [file.path for file in backend.store().files() if file.path.startswith("b")]


def test_appends_without_a_parent_all_arrive(backend: Backend) -> None:
    """Writers of different files do not disturb each other."""

    def write(number: int) -> None:
        store = backend.store()
        for turn in range(3):
            store.commit({f"records/{number}/{turn}": b"x"}, "append")

    _at_once([threading.Thread(target=write, args=(number,)) for number in range(8)])
    assert 24 == len(backend.store().files("records"))


def test_more_files_than_a_page(backend: Backend) -> None:
    """A listing is whole, sorted, and of one revision."""
    if backend.hub:
        backend.hub.tree_page = 7
    store = backend.store()
    names = [f"records/{number:03}" for number in range(40)]
    random.Random(3).shuffle(names)
    revision = store.commit(dict.fromkeys(names, b"x"), "forty")
    store.commit({"records/999": b""}, "one more")
    assert sorted(names) == [file.path for file in store.files("records", revision)]


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "inbox/1.json", ".store/log.jsonl", ""])
def test_a_bad_path_is_refused(backend: Backend, path: str) -> None:
    """Before anything is written."""
    store = backend.store()
    head = store.head()
    for call in (lambda: store.commit({"ok": b"", path: b""}, "no"), lambda: store.read(path)):
        with pytest.raises(StoreError):
            call()
    assert head == store.head()


def test_a_revision_that_never_was(backend: Backend) -> None:
    """Is an error, not an empty store."""
    store = backend.store()
    for call in (lambda: store.read("a", "f" * 40), lambda: store.files("", "f" * 40)):
        with pytest.raises(StoreError):
            call()


def test_a_request_comes_in_and_is_closed(backend: Backend) -> None:
    """With its author, its one path and its bytes; what we said last is seen; closed it waits no more."""
    backend.store().commit({"course.json": b"{}"}, "board")
    link = backend.inbox("ada").submit(PATH, b'{"one":1}', "Unit 1", "Please grade this.")
    backend.inbox("bob").submit("requests/bob/0123abcd.json", b"2", "Unit 1", "")
    board = backend.inbox()
    first, second = board.waiting()
    assert ("ada", "bob") == (first.author.name, second.author.name)
    assert first.author.id
    assert first.author.id != second.author.id
    assert first.number < second.number
    assert ((PATH,), b'{"one":1}', "") == (first.changed, first.content, first.note)
    assert first.received_at <= second.received_at
    board.comment(first.number, "Running\nsince noon")
    backend.inbox("ada").comment(first.number, "hurry up") if backend.hub else None
    assert ["Running", ""] == [request.note for request in board.waiting()]
    board.close(first.number, "4 of 5 points")
    board.close(first.number, "4 of 5 points")
    assert [second.number] == [request.number for request in board.waiting()]
    thread = backend.inbox("ada").threads("ada")[0]
    assert (first.number, "Unit 1", False, link) == (thread.number, thread.title, thread.open, thread.link)
    assert ["Running\nsince noon", "4 of 5 points"] == [said.text for said in thread.comments]
    assert [True] == [thread.open for thread in board.threads("bob")]
    assert backend.store().read(PATH) is None


def test_a_request_that_is_too_large_is_not_read(backend: Backend) -> None:
    """Its content is None, its path is told; one byte less is read."""
    backend.store()
    backend.inbox("ada").submit(PATH, b"x" * (LARGEST_REQUEST + 1), "large", "")
    backend.inbox("ada").submit(PATH, b"x" * LARGEST_REQUEST, "fits", "")
    large, fits = backend.inbox().waiting()
    assert (None, (PATH,)) == (large.content, large.changed)
    assert LARGEST_REQUEST == len(fits.content or b"")


def test_squashed_there_is_one_revision(backend: Backend) -> None:
    """It holds what the newest held; those before cannot be named any more; whoever has the store open reads on."""
    store, open_before = backend.store(), backend.store()
    first = store.commit({"people/a.json": b"canary", "course.json": b"{}"}, "canary in a message")
    store.commit({"people/a.json": None, "b/c": b"2"}, "gone")
    open_before.files()
    oids = {file.path: file.oid for file in store.files()}
    made = store.squash("one")
    assert made == store.head() == open_before.head() == backend.store().head()
    for one in (store, open_before, backend.store()):
        assert oids == {file.path: file.oid for file in one.files(revision=made)}
        assert (None, b"2") == (one.read("people/a.json", made), one.read("b/c", made))
    if backend.hub is None:
        with pytest.raises(StoreError):
            store.files("", first)
        assert not [
            path for path in Path(backend.where).rglob("*") if path.is_file() and b"canary" in path.read_bytes()
        ]
    else:
        repo = backend.hub.repo("dataset", backend.where)
        assert ["one"] == [commit.title for commit in repo.history(repo.at("main"))]
    assert store.squash("one") == store.head()
    after = store.commit({"b/c": b"3"}, "on top", parent=store.head())
    assert (after, b"3") == (open_before.head(), open_before.read("b/c"))


def test_a_users_requests_are_withdrawn(backend: Backend) -> None:
    """Theirs wait no more, others' do; a folder has none of them left, the Hub says where they still are."""
    backend.store().commit({"course.json": b"{}"}, "board")
    backend.inbox("ada").submit(PATH, b"canary", "first", "text")
    backend.inbox("bob").submit("requests/bob/0123abcd.json", b"2", "other", "")
    board = backend.inbox()
    board.close(next(iter(board.waiting())).number, "graded")
    backend.inbox("ada").submit(PATH, b"canary", "second", "text")
    links = board.withdraw("ada", "withdrawn")
    assert ["bob"] == [one.author.name for one in board.waiting()]
    assert [thread.link for thread in reversed(board.threads("ada"))] == links
    assert (0 if backend.hub is None else 2) == len(links)
    if backend.hub is None:
        assert not [path for path in Path(backend.where).rglob("*.json") if b"ada" in path.read_bytes()]
    else:
        assert [["withdrawn"], ["graded"]] == [[said.text for said in one.comments] for one in board.threads("ada")]
    assert links == board.withdraw("ada", "withdrawn")
    assert board.user_id("ada")


def _at_once(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

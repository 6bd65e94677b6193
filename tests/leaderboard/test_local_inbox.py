"""The folder's inbox: requests are numbered, read in their order, answered and closed; nothing is lost among writers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from smol_leaderboard.errors import Denied, NoStore, StoreError
from smol_leaderboard.schema import LARGEST_REQUEST
from smol_leaderboard.store import Author, Comment, open_inbox, open_store
from smol_leaderboard.store.local_inbox import LocalInbox

PATH = "requests/ada/0123abcd.json"


def test_a_request_waits_until_it_is_closed(tmp_path: Path) -> None:
    """It is seen with its author, time, path and content, and with the first line of our newest comment."""
    times = iter(["2026-11-25T12:00:00Z", "2026-11-25T12:00:01Z", "2026-11-25T12:00:02Z", "2026-11-25T12:00:03Z"])
    inbox = LocalInbox(tmp_path, "ada", clock=lambda: next(times))
    link = inbox.submit(PATH, b"one", "Unit 1", "Hello")
    assert str(tmp_path / "inbox" / "1.json") == link
    inbox.submit(PATH, b"x" * (LARGEST_REQUEST + 1), "Unit 1", "")
    first, second = open_inbox(str(tmp_path)).waiting()
    assert (1, Author("ada", "ada"), "2026-11-25T12:00:00Z") == first[:3]
    assert ((PATH,), b"one", "") == (first.changed, first.content, first.note)
    assert (2, None) == (second.number, second.content)
    assert first.head != second.head
    inbox.comment(1, "\nRunning\nsince noon")
    assert ["Running", ""] == [request.note for request in inbox.waiting()]
    inbox.close(1, "4 of 5 points")
    inbox.close(1, "again")
    assert [2] == [request.number for request in inbox.waiting()]
    newest, oldest = inbox.threads("ada")
    assert (True, ()) == (newest.open, newest.comments)
    said = (
        Comment("2026-11-25T12:00:02Z", "", "\nRunning\nsince noon"),
        Comment("2026-11-25T12:00:03Z", "", "4 of 5 points"),
    )
    assert (1, "Unit 1", "2026-11-25T12:00:00Z", False, link, said) == oldest
    assert [] == inbox.threads("bob")


def test_the_inbox_is_not_part_of_the_store(tmp_path: Path) -> None:
    """Requests are no files of the data set."""
    store = open_store(str(tmp_path), create=True)
    open_inbox(str(tmp_path), user="ada").submit(PATH, b"one", "", "")
    assert [] == store.files()


def test_requests_at_the_same_moment_have_numbers_of_their_own(tmp_path: Path) -> None:
    """None overwrites another."""

    def submit(name: str) -> None:
        for number in range(5):
            LocalInbox(tmp_path, name).submit(f"requests/{name}/{number}.json", name.encode(), "", "")

    threads = [threading.Thread(target=submit, args=(f"user{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    requests = list(LocalInbox(tmp_path).waiting())
    assert list(range(1, 31)) == [request.number for request in requests]
    assert 30 == len({request.changed for request in requests})
    assert all(request.author.name.encode() == request.content for request in requests)


def test_files_that_are_no_requests_are_left_alone(tmp_path: Path) -> None:
    """Half of one, a folder, a link out of the inbox; the good ones are read all the same."""
    inbox = LocalInbox(tmp_path, "ada")
    inbox.submit(PATH, b"one", "", "")
    folder = tmp_path / "inbox"
    (folder / "7.json").write_text('{"number": 7')
    (folder / "8.json").mkdir()
    (folder / "9.json").symlink_to("/etc/passwd")
    (folder / "a.json").write_text("{}")
    text = (folder / "1.json").read_text()
    (folder / "10.json").write_text(text.replace('"content":"', '"content":"!'))
    assert [1] == [request.number for request in inbox.waiting()]
    assert [1] == [thread.number for thread in inbox.threads("ada")]
    assert "11.json" == Path(inbox.submit(PATH, b"two", "", "")).name
    for number in (7, 8, 9, 77):
        with pytest.raises(StoreError):
            inbox.comment(number, "?")


def test_a_request_needs_a_name_and_a_board(tmp_path: Path) -> None:
    """Without them nothing is written."""
    with pytest.raises(Denied):
        LocalInbox(tmp_path).submit(PATH, b"", "", "")
    with pytest.raises(NoStore):
        open_inbox(str(tmp_path / "none"))
    with pytest.raises(StoreError):
        LocalInbox(tmp_path, "ada").submit("requests/../x.json", b"", "", "")
    assert [] == list(tmp_path.iterdir())

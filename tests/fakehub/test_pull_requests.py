"""Pull requests as the real client opens, lists, reads, comments and closes them."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd as Add
from huggingface_hub import DiscussionComment, DiscussionCommit, DiscussionStatusChange, HfApi
from huggingface_hub.errors import HfHubHTTPError

from .discussions import git_diff
from .hub import FakeHub
from .test_commits import BOARD, status_of


def opened(api: HfApi, path: str, content: bytes = b"{}\n", title: str = "submit") -> int:
    """Open a pull request that adds one file; return its number."""
    made = api.create_commit(
        BOARD,
        [Add(path, content)],
        commit_message=title,
        commit_description="text",
        repo_type="dataset",
        create_pr=True,
    )
    assert made.pr_num is not None
    return made.pr_num


def test_a_pull_request_has_its_author_time_and_content(hub: FakeHub) -> None:
    """Whoever is logged in may open one; it says who they are, when that was by the hub's clock, and what changes."""
    board = hub.repo("dataset", BOARD)
    board.write({"kept": b"1"})
    hub.clock.set("2026-12-01T08:30:00Z")
    number = opened(hub.api("ana"), "requests/ana/x.json")

    api = hub.api("course")
    details = api.get_discussion_details(BOARD, number, repo_type="dataset")

    assert ("ana", "submit", "open") == (details.author, details.title, details.status)
    assert datetime(2026, 12, 1, 8, 30, tzinfo=UTC) == details.created_at
    assert "refs/pr/1" == details.git_reference
    assert "refs/heads/main" == details.target_branch
    said, pushed = details.events
    assert isinstance(said, DiscussionComment)
    assert "text" == said.content
    assert hub.account("ana").id == said._event["author"]["_id"]
    assert isinstance(pushed, DiscussionCommit)
    assert board.refs["refs/pr/1"] == pushed.oid
    assert details.diff is not None
    assert "+++ b/requests/ana/x.json\n@@ -0,0 +1,1 @@\n+{}\n" in details.diff
    assert "kept" not in details.diff
    assert {"kept": b"1"} == board.files()
    assert {"kept": b"1", "requests/ana/x.json": b"{}\n"} == board.files("refs/pr/1")


def test_only_the_author_and_the_owner_push_and_close(hub: FakeHub) -> None:
    """Others are refused with 403: main is the owner's, a pull request also its author's; comments are everybody's."""
    hub.org("course", ["teacher"])
    hub.repo("dataset", BOARD)
    ana, ben, teacher = (hub.api(name) for name in ("ana", "ben", "teacher"))
    number = opened(ana, "requests/ana/x.json")

    def push(api: HfApi, revision: str) -> str:
        return api.create_commit(
            BOARD,
            [Add("y", api.whoami()["name"].encode())],
            commit_message="more",
            repo_type="dataset",
            revision=revision,
        ).oid

    for api, revision in ((ana, "main"), (ben, "main"), (ben, "refs/pr/1")):
        with pytest.raises(HfHubHTTPError, match="create_pr=1") as error:
            push(api, revision)
        assert 403 == status_of(error)
    assert push(ana, "refs/pr/1") == hub.repo("dataset", BOARD).refs["refs/pr/1"]
    push(teacher, "refs/pr/1")
    push(teacher, "main")

    with pytest.raises(HfHubHTTPError) as error:
        ben.change_discussion_status(BOARD, number, "closed", repo_type="dataset")
    assert 403 == status_of(error)
    assert "ben" == ben.comment_discussion(BOARD, number, "hello", repo_type="dataset").author
    closed = teacher.change_discussion_status(BOARD, number, "closed", comment="no", repo_type="dataset")
    assert isinstance(closed, DiscussionStatusChange)
    ana.change_discussion_status(BOARD, number, "open", repo_type="dataset")
    events = ana.get_discussion_details(BOARD, number, repo_type="dataset").events
    assert ["text", "hello", "no"] == [event.content for event in events if isinstance(event, DiscussionComment)]
    assert ["closed", "open"] == [event.new_status for event in events if isinstance(event, DiscussionStatusChange)]
    assert ["ana", "ana", "teacher"] == [event.author for event in events if isinstance(event, DiscussionCommit)]


def test_nobody_and_a_token_for_reading_write_nothing(hub: FakeHub) -> None:
    """Without a token the client gets 401, with a token that may only read 403; both can read."""
    hub.repo("dataset", BOARD).write({"a": b"1"})
    for api, status in ((hub.api(), 401), (hub.api("ana", role="read"), 403)):
        with pytest.raises(HfHubHTTPError) as error:
            opened(api, "x")
        assert status == status_of(error)
        assert {".gitattributes", "a"} == set(api.list_repo_files(BOARD, repo_type="dataset"))
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        HfApi(endpoint=hub.url, token="hf_unknown").whoami()


def test_the_list_is_filtered_and_paged(hub: FakeHub) -> None:
    """The client sees all pages, newest first, by status, kind and author."""
    hub.discussions_page = 3
    hub.repo("dataset", BOARD)
    api = hub.api("course")
    for i in range(10):
        opened(hub.api("ana" if i % 2 else "ben"), f"x{i}", title=f"t{i}")
    api.create_discussion(BOARD, "talk", repo_type="dataset")
    for number in (2, 3):
        api.change_discussion_status(BOARD, number, "closed", repo_type="dataset")

    def listed(**filters: str) -> list[int]:
        return [found.num for found in api.get_repo_discussions(BOARD, repo_type="dataset", **filters)]  # type: ignore[arg-type]

    assert list(range(11, 0, -1)) == listed()
    assert [10, 9, 8, 7, 6, 5, 4, 1] == listed(discussion_status="open", discussion_type="pull_request")
    assert [3, 2] == listed(discussion_status="closed")
    assert [11] == listed(discussion_type="discussion")
    assert [10, 8, 6, 4] == listed(discussion_status="open", author="ana")
    refs = api.list_repo_refs(BOARD, repo_type="dataset", include_pull_requests=True)
    assert [f"refs/pr/{i}" for i in range(1, 11)] == [ref.ref for ref in refs.pull_requests or []]


def test_a_pull_request_starts_where_its_parent_says(hub: FakeHub) -> None:
    """With a parent the pull request is based on it, and what main did since is no part of its diff."""
    board = hub.repo("dataset", BOARD)
    old = board.write({"a": b"1"})
    board.write({"b": b"2"})
    made = hub.api("ana").create_commit(
        BOARD, [Add("c", b"3")], commit_message="m", repo_type="dataset", create_pr=True, parent_commit=old
    )

    assert {"a": b"1", "c": b"3"} == board.files(made.oid)
    diff = hub.api().get_discussion_details(BOARD, 1, repo_type="dataset").diff
    assert diff is not None
    assert ["diff --git a/c b/c"] == [line for line in diff.splitlines() if line.startswith("diff")]


BEFORE = {
    "same": b"1\n",
    "gone": b"a\nb",
    "changed": b"1\n2\n3\n",
    "long": b"x\n" * 3000,
    "tail": b"1",
    "b c/\u00e9": b"\r\n",
}
AFTER = {
    "same": b"1\n",
    "changed": b"1\n2a\n3\n4",
    "long": b"y\n" + b"x\n" * 2999,
    "tail": b"1\n",
    "new": b"odd \xe2\x80\xa8 \x0b line\n",
    "empty": b"",
    "b c/\u00e9": b"2\r\n",
    'q"\\\n+++ b/forged': b"1\n",
}


def test_a_diff_is_what_git_can_apply(hub: FakeHub, tmp_path: Path) -> None:
    """Applied by git itself, the diff makes the one tree of the other; a file's name forges no line of it."""
    board = hub.repo("dataset", BOARD)
    base = board.write(BEFORE)
    changes: dict[str, bytes | None] = {path: None for path in BEFORE if path not in AFTER}
    board.write({**AFTER, **changes})
    for path, content in BEFORE.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)

    diff = git_diff(board.at(base).root, board.at().root)

    git = ["git", "-C", str(tmp_path), "-c", "core.autocrlf=false"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "apply", "-"], input=diff.encode(), check=True)
    found = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert AFTER == {path: content for path, content in found.items() if not path.startswith(".git/")}
    differing = {path for path in BEFORE.keys() | AFTER.keys() if BEFORE.get(path) != AFTER.get(path)}
    assert len(differing) == sum(line.startswith("diff --git") for line in diff.split("\n"))
    assert not any(line.startswith("+++ b/forged") for line in diff.split("\n"))


def test_a_renamed_author_is_the_same_account(hub: FakeHub) -> None:
    """After a renaming id and pull requests stay; who takes the old name is somebody else with another id."""
    hub.repo("dataset", BOARD)
    api = hub.api("ana")
    before = api.get_user_overview("ana")
    opened(api, "requests/ana/x.json")
    hub.rename("ana", "anna")
    opened(hub.api("ana"), "requests/ana/y.json")

    assert "anna" == api.whoami()["name"]
    assert ["ana", "anna"] == [found.author for found in api.get_repo_discussions(BOARD, repo_type="dataset")]
    now = {name: api.get_user_overview(name) for name in ("ana", "anna")}
    assert before._id == now["anna"]._id == api.whoami()["id"]  # type: ignore[attr-defined]
    assert before._id != now["ana"]._id  # type: ignore[attr-defined]
    with pytest.raises(HfHubHTTPError) as error:
        api.get_user_overview("nobody")
    assert 404 == status_of(error)


def test_a_deleted_author_has_no_name(hub: FakeHub) -> None:
    """What a deleted account opened stays; the client calls its author `deleted`, and its token opens nothing."""
    hub.repo("dataset", BOARD)
    ana = hub.api("ana")
    opened(ana, "x")
    hub.delete_account("ana")

    assert "deleted" == hub.api().get_discussion_details(BOARD, 1, repo_type="dataset").author
    with pytest.raises(HfHubHTTPError, match="Invalid user token"):
        ana.whoami()


def test_merging_is_noted(hub: FakeHub) -> None:
    """Who asks to merge stands in the book, whether they may or not; for the owner it is done."""
    board = hub.repo("dataset", BOARD)
    opened(hub.api("ana"), "x", b"1")
    board.write({"y": b"2"})
    assert [] == board.merges_asked

    with pytest.raises(HfHubHTTPError):
        hub.api("ana").merge_pull_request(BOARD, 1, repo_type="dataset")
    hub.api("course").merge_pull_request(BOARD, 1, repo_type="dataset")

    assert [(1, "ana"), (1, "course")] == board.merges_asked
    assert {"x": b"1", "y": b"2"} == board.files()
    assert "merged" == hub.api().get_discussion_details(BOARD, 1, repo_type="dataset").status


def test_a_draft_is_opened_and_filled_later(hub: FakeHub) -> None:
    """A pull request without a commit is a draft on main's head, until its author pushes and opens it."""
    board = hub.repo("dataset", BOARD)
    ana = hub.api("ana")
    draft = ana.create_pull_request(BOARD, "later", repo_type="dataset")
    assert ("draft", "") == (draft.status, draft.diff)

    ana.create_commit(BOARD, [Add("x", b"1")], commit_message="m", repo_type="dataset", revision=draft.git_reference)
    ana.change_discussion_status(BOARD, draft.num, "open", repo_type="dataset")
    ana.rename_discussion(BOARD, draft.num, "now", repo_type="dataset")

    details = ana.get_discussion_details(BOARD, draft.num, repo_type="dataset")
    assert ("open", "now") == (details.status, details.title)
    assert {"x": b"1"} == board.files("refs/pr/1")

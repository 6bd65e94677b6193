"""Commits as the real client makes them and reads them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd as Add
from huggingface_hub import CommitOperationCopy as Copy
from huggingface_hub import CommitOperationDelete as Delete
from huggingface_hub import RepoFile, RepoFolder
from huggingface_hub.errors import HfHubHTTPError

from .hub import FakeHub

BOARD = "course/board"


def status_of(error: pytest.ExceptionInfo[HfHubHTTPError]) -> int:
    """Return the status of the answer that made the client raise."""
    return error.value.response.status_code


def test_what_is_committed_is_read_at_its_revision(hub: FakeHub) -> None:
    """Every commit keeps its own tree: an older revision is read as it was."""
    api = hub.api("course")
    assert api.create_repo(BOARD, repo_type="dataset").repo_id == BOARD

    first = api.create_commit(BOARD, [Add("a/b.txt", b"one")], commit_message="first", repo_type="dataset").oid
    second = api.create_commit(
        BOARD, [Add("a/b.txt", b"two"), Add("c.txt", b"new")], commit_message="second", repo_type="dataset"
    ).oid

    board = hub.repo("dataset", BOARD)
    assert {"a/b.txt": b"one"} == board.files(first)
    assert {"a/b.txt": b"two", "c.txt": b"new"} == board.files("main") == board.files(second[:8])
    titles = [commit.title for commit in api.list_repo_commits(BOARD, repo_type="dataset")]
    assert ["second", "first", "initial commit"] == titles
    assert [second, first] == [commit.commit_id for commit in api.list_repo_commits(BOARD, repo_type="dataset")][:2]


def test_a_commit_on_an_old_parent_is_refused(hub: FakeHub) -> None:
    """With a parent that is not the head any more the client raises 412, and nothing was written."""
    api, board = hub.api("course"), hub.repo("dataset", BOARD)
    head = board.at().oid
    api.create_commit(BOARD, [Add("a", b"1")], commit_message="m", repo_type="dataset", parent_commit=head)

    with pytest.raises(HfHubHTTPError) as error:
        api.create_commit(BOARD, [Add("a", b"2")], commit_message="m", repo_type="dataset", parent_commit=head)

    assert 412 == status_of(error)
    assert {"a": b"1"} == board.files()


def test_the_same_content_makes_no_commit(hub: FakeHub) -> None:
    """Writing what is there already leaves the head where it is, whether the client notices first or not."""
    api, board = hub.api("course"), hub.repo("dataset", BOARD)
    first = api.create_commit(BOARD, [Add("a", b"1")], commit_message="m", repo_type="dataset").oid

    again = api.create_commit(BOARD, [Add("a", b"1")], commit_message="m", repo_type="dataset").oid
    assert first == again
    assert 1 == len(hub.log.of("commit"))

    assert first == board.write({"a": b"1"})


def test_files_and_folders_are_deleted_and_copied(hub: FakeHub) -> None:
    """Deletions of a file and of a folder and a copy are one commit; deleting what is not there is refused."""
    api, board = hub.api("course"), hub.repo("dataset", BOARD)
    board.write({"old/a": b"1", "old/b/c": b"2", "gone": b"3", "kept": b"4"})

    api.create_commit(
        BOARD, [Delete("old/"), Delete("gone"), Copy("kept", "copy")], commit_message="m", repo_type="dataset"
    )

    assert {"kept": b"4", "copy": b"4"} == board.files()
    with pytest.raises(HfHubHTTPError, match="doesn't exist"):
        api.delete_file("nothing", BOARD, repo_type="dataset")


def test_a_tree_is_read_over_pages(hub: FakeHub) -> None:
    """A listing longer than a page comes whole and in git's order, with folders, from any revision and folder."""
    hub.tree_page = 7
    api, board = hub.api("course"), hub.repo("dataset", BOARD)
    names = [f"d{i % 5}/f{i:03d}.json" for i in range(64)]
    board.write({name: name.encode() for name in names})

    listed = list(api.list_repo_tree(BOARD, repo_type="dataset", recursive=True))

    files = [item.path for item in listed if isinstance(item, RepoFile)]
    assert sorted([*names, ".gitattributes"]) == sorted(files)
    assert [f"d{i}" for i in range(5)] == [item.path for item in listed if isinstance(item, RepoFolder)]
    assert 10 == len(hub.log.of("tree"))
    below = api.list_repo_tree(BOARD, "d3", repo_type="dataset")
    assert sorted(name for name in names if name.startswith("d3/")) == [item.path for item in below]


def test_lfs_files_go_up_and_come_down(hub: FakeHub, tmp_path: Path) -> None:
    """A large file and one with an LFS name go through batch, PUT and verify, and have their SHA-256 as ETag."""
    hub.lfs_extensions, hub.largest_regular = (".parquet",), 1000
    api = hub.api("course")
    hub.repo("dataset", BOARD)
    contents = {"a.parquet": b"PAR1", "big.txt": b"x" * 1001, "small.txt": b"x" * 1000}

    api.create_commit(
        BOARD, [Add(name, content) for name, content in contents.items()], commit_message="m", repo_type="dataset"
    )

    assert contents == hub.repo("dataset", BOARD).files()
    assert 2 == len(hub.log.of("upload")) == len(hub.log.of("lfs_verify"))
    infos = {
        info.path: info
        for info in api.get_paths_info(BOARD, [*contents], repo_type="dataset")
        if isinstance(info, RepoFile)
    }
    assert [True, True, False] == [infos[name].lfs is not None for name in contents]
    for name, content in contents.items():
        path = api.hf_hub_download(BOARD, name, repo_type="dataset", cache_dir=tmp_path)
        with open(path, "rb") as file:
            assert content == file.read()

"""Files and their metadata as the real clients read them: huggingface_hub, datasets, and a page in a browser."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Literal

import pytest
from huggingface_hub import HfApi, HfFileSystem, ModelInfo, SpaceInfo, get_hf_file_metadata, hf_hub_url
from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

from .hub import LFS_EXTENSIONS, FakeHub
from .test_commits import BOARD
from .test_pull_requests import opened

FILES = {"a/b.json": b'{"x": 1}', "names/\u00e9 #1?.txt": b"odd", "empty": b"", "big.bin": bytes(range(256)) * 400}


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask without any client; return status, headers in lower case, body. Follows no redirect."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.build_opener(Stay).open(request) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


@pytest.mark.parametrize("cdn", ["", "lfs", "all"])
def test_files_come_down_from_any_place(hub: FakeHub, tmp_path: Path, cdn: Literal["", "lfs", "all"]) -> None:
    """Downloads, one file or the whole repository, bring the bytes, with and without a CDN of another origin."""
    hub.lfs_extensions = LFS_EXTENSIONS
    hub.cdn = cdn
    api = hub.api("course")
    api.create_repo(BOARD, repo_type="dataset")
    api.upload_folder(repo_id=BOARD, repo_type="dataset", folder_path=_folder(tmp_path / "up"))

    for path, content in FILES.items():
        got = api.hf_hub_download(BOARD, path, repo_type="dataset", cache_dir=tmp_path / "cache")
        assert content == Path(got).read_bytes()
    whole = Path(api.snapshot_download(BOARD, repo_type="dataset", local_dir=tmp_path / "whole"))
    found = {path: (whole / path).read_bytes() for path in FILES}
    assert found == FILES
    assert {"": 0, "lfs": 1, "all": len(FILES)}[cdn] <= len(hub.log.of("cdn"))
    assert bool(cdn) == bool(hub.log.of("cdn"))
    assert {""} >= {entry.user for entry in hub.log.of("cdn")}


def _folder(folder: Path) -> Path:
    for path, content in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_metadata_says_commit_tag_and_size(hub: FakeHub) -> None:
    """HEAD tells the commit that a revision stands for, the ETag and the size, at a pull request's head too."""
    board = hub.repo("dataset", BOARD)
    board.write({"a": b"12345"})
    opened(hub.api("ana"), "b", b"123")
    for revision, path, size in (("main", "a", 5), ("refs/pr/1", "b", 3), (board.at("refs/pr/1").oid, "b", 3)):
        url = hf_hub_url(BOARD, path, repo_type="dataset", revision=revision, endpoint=hub.url)
        found = get_hf_file_metadata(url, token=False)
        assert (board.at(revision).oid, size) == (found.commit_hash, found.size)
    assert "HEAD" == hub.log.of("resolve")[0].method
    status, _, body = get(f"{hub.url}/datasets/{BOARD}/resolve/refs/pr/1/b")
    assert (200, b"123") == (status, body)


def test_what_is_not_there_is_named(hub: FakeHub) -> None:
    """The client tells apart a repository, a revision and a file that do not exist, and a private one from nobody."""
    hub.repo("dataset", BOARD)
    api = hub.api("ana")
    for repo, revision, error in (
        (BOARD, "main", EntryNotFoundError),
        (BOARD, "nothing", RevisionNotFoundError),
        ("course/nothing", "main", RepositoryNotFoundError),
    ):
        with pytest.raises(error):
            api.hf_hub_download(repo, "nothing", repo_type="dataset", revision=revision)
    with pytest.raises(EntryNotFoundError):
        list(api.list_repo_tree(BOARD, "nothing", repo_type="dataset"))
    assert not api.file_exists(BOARD, "nothing", repo_type="dataset")
    assert api.repo_exists(BOARD, repo_type="dataset")

    hub.api("course").create_repo("course/secret", repo_type="dataset", private=True)
    assert hub.api("course").repo_exists("course/secret", repo_type="dataset")
    assert not api.repo_exists("course/secret", repo_type="dataset")


def test_models_and_spaces(hub: FakeHub) -> None:
    """A model tells its files' sizes and hashes, by which copies are found; a Space its SDK; kinds do not mix."""
    hub.lfs_extensions = LFS_EXTENSIONS
    ana = hub.api("ana")
    for kind, sdk in (("model", None), ("space", "static")):
        ana.create_repo("ana/one", repo_type=kind, space_sdk=sdk)
        ana.upload_file(path_or_fileobj=b"w" * 9, path_in_repo="m.safetensors", repo_id="ana/one", repo_type=kind)

    model = ana.repo_info("ana/one", files_metadata=True)
    assert isinstance(model, ModelInfo)
    files = {file.rfilename: file for file in model.siblings or []}
    weights = files["m.safetensors"]
    assert weights.lfs is not None
    assert (9, hashlib.sha256(b"w" * 9).hexdigest()) == (weights.size, weights.lfs.sha256)
    assert model.sha == hub.repo("model", "ana/one").at().oid
    space = ana.repo_info("ana/one", repo_type="space")
    assert isinstance(space, SpaceInfo)
    assert "static" == space.sdk
    with pytest.raises(RepositoryNotFoundError):
        ana.dataset_info("ana/one")
    assert 1 == ana.get_user_overview("ana").num_models
    ana.delete_repo("ana/one")
    assert not ana.repo_exists("ana/one")


def test_a_card_must_be_yaml(hub: FakeHub) -> None:
    """The client asks before it commits a card; one whose head is no YAML is refused with the reason."""
    hub.repo("dataset", BOARD)
    api = hub.api("course")
    api.upload_file(path_or_fileobj=b"---\na: 1\n---\n", path_in_repo="README.md", repo_id=BOARD, repo_type="dataset")
    with pytest.raises(ValueError, match="YAML Metadata Error"):
        api.upload_file(
            path_or_fileobj=b"---\na: [\n---\n", path_in_repo="README.md", repo_id=BOARD, repo_type="dataset"
        )
    with pytest.warns(UserWarning, match="empty or missing yaml"):
        api.upload_file(path_or_fileobj=b"# x\n", path_in_repo="README.md", repo_id=BOARD, repo_type="dataset")


def test_history_and_last_commits_are_read(hub: FakeHub) -> None:
    """Commits come over pages; with `expand` each entry names the newest commit that touched it."""
    hub.commits_page = 4
    board = hub.repo("dataset", BOARD)
    for i in range(10):
        board.write({f"d{i % 2}/f{i}": b""}, f"c{i}")
    api = hub.api()
    assert [*(f"c{i}" for i in range(9, -1, -1)), "initial commit"] == [
        commit.title for commit in api.list_repo_commits(BOARD, repo_type="dataset")
    ]
    listed = {
        item.path: item.last_commit
        for item in api.list_repo_tree(BOARD, repo_type="dataset", recursive=True, expand=True)
    }
    assert ["c8", "c9", "c4"] == [listed[path].title for path in ("d0", "d1", "d0/f4")]  # type: ignore[union-attr]


def test_history_is_squashed(hub: FakeHub) -> None:
    """After a squash main is one commit with the same files."""
    board = hub.repo("dataset", BOARD)
    board.write({"a": b"1"})
    api = hub.api("course")
    api.super_squash_history(BOARD, repo_type="dataset", commit_message="one")
    assert ["one"] == [commit.title for commit in api.list_repo_commits(BOARD, repo_type="dataset")]
    assert {"a": b"1"} == board.files()


def test_ranges_and_unchanged_files(hub: FakeHub) -> None:
    """A part of a file and the question whether it changed are answered as HTTP has it."""
    hub.repo("dataset", BOARD).write({"a": b"0123456789"})
    url = f"{hub.url}/datasets/{BOARD}/resolve/main/a"
    for asked, expected in (("bytes=2-4", b"234"), ("bytes=7-", b"789"), ("bytes=-2", b"89"), ("bytes=8-99", b"89")):
        status, headers, body = get(url, Range=asked)
        assert (206, expected) == (status, body)
        assert headers["content-range"].endswith("/10")
    assert 416 == get(url, Range="bytes=10-")[0]
    _, headers, _ = get(url)
    assert (304, b"") == get(url, If_None_Match=headers["etag"])[::2]
    filesystem = HfFileSystem(endpoint=hub.url, token=False)
    with filesystem.open(f"datasets/{BOARD}/a", "rb", block_size=4) as file:
        file.seek(5)
        assert b"567" == file.read(3)


def test_a_page_of_another_origin_may_read(hub: FakeHub) -> None:
    """Resolve, tree and the CDN carry the headers without which a browser keeps the answer from the page."""
    hub.repo("dataset", BOARD).write({"a": b"1"})
    page = "http://page.example:8000"
    for path in (
        f"/datasets/{BOARD}/resolve/main/a",
        f"/api/datasets/{BOARD}/tree/main",
        f"/datasets/{BOARD}/resolve/main/b",
    ):
        assert page == get(hub.url + path, Origin=page)[1]["access-control-allow-origin"]
    hub.cdn = "all"
    status, headers, _ = get(f"{hub.url}/datasets/{BOARD}/resolve/main/a", Origin=page)
    assert 302 == status
    assert headers["location"].startswith(hub.cdn_url)
    assert hub.cdn_url.rpartition(":") != hub.url.rpartition(":")
    status, headers, body = get(headers["location"], Origin="null")
    assert (200, b"1", "*") == (status, body, headers["access-control-allow-origin"])


def test_datasets_loads_parquet(hub: FakeHub, tmp_path: Path) -> None:
    """`datasets.load_dataset` of a repository with a card and Parquet reads its rows from here."""
    pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    pytest.importorskip("datasets", reason="datasets is not installed")
    from pyarrow import parquet

    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table({"name": ["ana", "ben"], "points": [3, 4]}), buffer)
    card = b"---\nconfigs:\n- config_name: board\n  data_files: board/board.parquet\n---\n"
    api = hub.api("course")
    api.create_repo(BOARD, repo_type="dataset")
    hub.lfs_extensions = LFS_EXTENSIONS
    for path, content in (
        ("board/board.parquet", buffer.getvalue()),
        ("README.md", card),
        ("records/x.jsonl", b"{}\n"),
    ):
        api.upload_file(path_or_fileobj=content, path_in_repo=path, repo_id=BOARD, repo_type="dataset")
    code = (
        "from datasets import load_dataset\n"
        f"rows = load_dataset({BOARD!r}, 'board', split='train')\n"
        "print(rows['name'][:], rows['points'][:])"
    )
    online = {name: value for name, value in os.environ.items() if not name.endswith("_OFFLINE")}  # lm-eval's, in tests
    environment = {**online, **hub.environment(), "HF_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "['ana', 'ben'] [3, 4]\n" == ran.stdout, ran.stderr


def test_nobody_is_not_somebody_by_chance(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client of nobody sends no token even where this machine has one."""
    monkeypatch.setenv("HF_TOKEN", hub.token("ana"))
    hub.repo("dataset", BOARD)
    hub.api().list_repo_files(BOARD, repo_type="dataset")
    HfApi(endpoint=hub.url).list_repo_files(BOARD, repo_type="dataset")
    assert ["", "ana"] == [entry.user for entry in hub.log.of("tree")]

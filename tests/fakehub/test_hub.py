"""What a test can do with the hub: many at once, look into everything, talk to it from another process."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationAdd as Add
from huggingface_hub.errors import HfHubHTTPError

from . import faults
from .hub import FakeHub
from .test_commits import BOARD
from .test_pull_requests import opened

PROOF = os.environ.get("SMOL_GRADE_PROOF") == "full"


@pytest.mark.proof
def test_fifty_writers_lose_nothing(hub: FakeHub) -> None:
    """Fifty writers at once on one repository: each commit has the one before as its parent, and all files are there."""
    board = hub.repo("dataset", BOARD)
    commits = 20 if PROOF else 8

    def write(writer: int) -> list[str]:
        api = hub.api("course")
        return [
            api.create_commit(BOARD, [Add(f"w{writer}/{i}", b"%d" % i)], commit_message="m", repo_type="dataset").oid
            for i in range(commits)
        ]

    with ThreadPoolExecutor(50) as writers:
        made = {oid for oids in writers.map(write, range(50)) for oid in oids}

    assert {f"w{writer}/{i}": b"%d" % i for writer in range(50) for i in range(commits)} == board.files()
    assert 50 * commits == len(made)
    assert made == {commit.oid for commit in board.history(board.at()) if commit.parents}


def test_many_pull_requests_at_once_have_each_their_own_number(hub: FakeHub) -> None:
    """Pull requests that are opened at the same time get numbers without a gap, each with its author's file."""
    board = hub.repo("dataset", BOARD)
    names = [f"user{i}" for i in range(30)]
    with ThreadPoolExecutor(10) as writers:
        numbers = dict(
            zip(names, writers.map(lambda name: opened(hub.api(name), name, name.encode()), names), strict=True)
        )

    assert list(range(1, 31)) == sorted(numbers.values())
    for name, number in numbers.items():
        assert {name: name.encode()} == board.files(f"refs/pr/{number}")
        assert name == hub.api().get_discussion_details(BOARD, number, repo_type="dataset").author


def test_a_thousand_commits_on_ten_thousand_files_share_what_they_have_in_common(hub: FakeHub) -> None:
    """A commit to a folder of thousands makes one new bucket: the tree's memory grows with the change alone."""
    board = hub.repo("dataset", BOARD)
    board.write({f"records/{i:05d}": b"%d" % i for i in range(9_000)})
    oids = [board.write({f"records/n{i}": b"%d" % i}) for i in range(1_000 if PROOF else 200)]

    assert 9_000 + len(oids) == len(board.files())
    buckets = [board.at(oid).root.get("records")._buckets for oid in oids]  # type: ignore[union-attr]
    assert len(buckets[0]) >= 100
    for before, after in itertools.pairwise(buckets):
        assert 1 == sum(one is not other for one, other in zip(before, after, strict=True))


SECRET = b"def answer():\n    return 42\n"


@pytest.mark.parametrize("way", ["main", "pull request", "closed", "refused", "lost", "comment", "lfs", "name"])
def test_everything_that_came_in_can_be_searched(hub: FakeHub, way: str) -> None:
    """Whatever way code comes in, and be it refused, it is found among what the hub holds; and else it is not."""
    hub.repo("dataset", BOARD)
    owner, ana = hub.api("course"), hub.api("ana")
    opened(ana, "harmless", b"{}")
    owner.list_repo_files(BOARD, repo_type="dataset")
    assert [] == [place for place, content in hub.stored() if SECRET in content]

    if way == "main":
        owner.upload_file(path_or_fileobj=SECRET, path_in_repo="x", repo_id=BOARD, repo_type="dataset")
        owner.delete_file("x", BOARD, repo_type="dataset")
        owner.super_squash_history(BOARD, repo_type="dataset")
    elif way in {"pull request", "closed"}:
        number = opened(ana, "x", b"// " + SECRET)
        if way == "closed":
            owner.change_discussion_status(BOARD, number, "closed", repo_type="dataset")
    elif way in {"refused", "lost"}:
        hub.faults.add(faults.MOVED if way == "refused" else faults.RESET, "commit")
        with pytest.raises(Exception, match=r"412|reset"):
            opened(ana, "x", SECRET)
    elif way == "comment":
        owner.comment_discussion(BOARD, 1, SECRET.decode(), repo_type="dataset")
    elif way == "lfs":
        hub.largest_regular = 1
        hub.faults.add(faults.BUSY, "commit")
        with pytest.raises(HfHubHTTPError):
            opened(ana, "x", SECRET)
    else:
        opened(ana, "x", b"{}", title=SECRET.decode())

    wanted = [SECRET, json.dumps(SECRET.decode()).strip('"').encode()]
    found = [place for place, content in hub.stored() if any(form in content for form in wanted)]
    assert found


def test_the_log_tells_who_asked_what(hub: FakeHub) -> None:
    """Each request stands in the log with its route, repository, user, status and the hashes of both bodies."""
    hub.repo("dataset", BOARD)
    since = len(hub.log)
    opened(hub.api("ana"), "x", b"1")
    hub.api("ben").comment_discussion(BOARD, 1, "hello", repo_type="dataset")

    told = [(entry.method, entry.route, entry.repo, entry.user, entry.status) for entry in hub.log.of(since=since)]
    repo = f"dataset/{BOARD}"
    assert [
        ("POST", "preupload", repo, "ana", 200),
        ("POST", "commit", repo, "ana", 200),
        ("POST", "comment", repo, "ben", 200),
    ] == told
    comment = hub.log.of("comment", repo=BOARD, user="ben")[0]
    assert hashlib.sha256(b'{"comment":"hello"}').hexdigest() == comment.body_sha256
    assert [b"1"] == list(hub.log.of("commit")[0].files())
    assert base64.b64encode(b"1") in hub.log.of("commit")[0].body


def test_another_process_is_somebody(hub: FakeHub, tmp_path: Path) -> None:
    """With the hub's variables another process talks to it as the user who was meant, LFS included."""
    hub.repo("dataset", BOARD)
    hub.largest_regular = 1
    code = (
        "from huggingface_hub import HfApi\n"
        "api = HfApi()\n"
        f"api.upload_file(path_or_fileobj=b'123', path_in_repo='x', repo_id={BOARD!r}, repo_type='dataset', create_pr=True)\n"
        "print(api.whoami()['name'])"
    )
    environment = {**os.environ, **hub.environment("ana"), "HF_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)

    assert "ana\n" == ran.stdout, ran.stderr
    assert {"x": b"123"} == hub.repo("dataset", BOARD).files("refs/pr/1")


def test_the_hub_runs_as_a_process_of_its_own() -> None:
    """`python -m fakehub` prints how to reach it, and ends with its standard input."""
    from huggingface_hub import HfApi

    command = [sys.executable, "-m", "fakehub", "--repo", f"dataset:{BOARD}", "--as", "ana"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        api = HfApi(endpoint=told["url"], token=told["environments"]["ana"]["HF_TOKEN"])
        assert "ana" == api.whoami()["name"]
        assert 1 == opened(api, "x")
        process.communicate(timeout=10)
    assert 0 == process.returncode


def test_an_error_of_the_double_fails_the_test() -> None:
    """When the double itself breaks, the client sees 500, and ending the hub raises what broke."""

    def broken(_: object) -> None:
        raise ZeroDivisionError

    hub = FakeHub().start()
    hub.faults.add(broken, "whoami")
    with pytest.raises(HfHubHTTPError, match="double itself"):
        hub.api("ana").whoami()
    with pytest.raises(ZeroDivisionError):
        hub.stop()


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/x", "a//b", ".git/config", "a/.GIT/x", "a/.", "", "x\0y", "kept/x"]
)
def test_paths_that_git_does_not_hold_are_refused(hub: FakeHub, path: str) -> None:
    """What the real client would not even send is refused when it is sent by hand."""
    board = hub.repo("dataset", BOARD)
    board.write({"kept": b"1"})
    lines = [
        {"key": "header", "value": {"summary": "m"}},
        {"key": "file", "value": {"path": path, "content": "MQ==", "encoding": "base64"}},
    ]
    request = urllib.request.Request(
        f"{hub.url}/api/datasets/{BOARD}/commit/main",
        data=b"".join(json.dumps(line).encode() + b"\n" for line in lines),
        headers={"Authorization": f"Bearer {hub.token('course')}"},
        method="POST",
    )
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request)

    assert 400 == error.value.code
    assert {"kept": b"1"} == board.files()


def test_a_folder_has_its_limit(hub: FakeHub) -> None:
    """As on the Hub, the 10,001st entry of a folder is refused."""
    board = hub.repo("dataset", BOARD)
    board.write({f"people/{i}": b"" for i in range(10_000)})
    with pytest.raises(HfHubHTTPError, match="Too many files per directory"):
        hub.api("course").upload_file(path_or_fileobj=b"", path_in_repo="people/x", repo_id=BOARD, repo_type="dataset")
    hub.api("course").upload_file(path_or_fileobj=b"1", path_in_repo="people/7", repo_id=BOARD, repo_type="dataset")

"""What goes wrong, as the real client sees it, and what the hub holds afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from huggingface_hub import CommitOperationAdd as Add
from huggingface_hub import set_client_factory
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils._http import default_client_factory

from . import faults
from .answers import Refused, Request
from .hub import FakeHub
from .test_commits import BOARD, status_of

STATUSES = [
    (faults.BUSY, 409, "Another commit is in progress"),
    (faults.MOVED, 412, "A commit has happened since"),
    (faults.PER_HOUR_LIMIT, 429, r"128 per hour"),
    (faults.TOO_MANY_REQUESTS, 429, r"you have reached your 'api' rate limit"),
    (faults.SERVER_ERROR, 500, "Internal Error"),
    (faults.BAD_GATEWAY, 502, "Bad Gateway"),
    (faults.UNAVAILABLE, 503, "Service Unavailable"),
    (faults.GATEWAY_TIMEOUT, 504, "Gateway Time-?out"),
    (faults.SERVER_ERROR_AFTER, 500, "Internal Error"),
    (faults.GATEWAY_TIMEOUT_AFTER, 504, "Gateway Time-?out"),
]
BREAKS = [
    (faults.RESET, httpx2.ReadError),
    (faults.DROP, httpx2.RemoteProtocolError),
    (faults.HANG.after(0.1), httpx2.RemoteProtocolError),
    (faults.RESET_AFTER, httpx2.ReadError),
    (faults.DROP_AFTER, httpx2.RemoteProtocolError),
    (faults.HANG_AFTER.after(0.1), httpx2.RemoteProtocolError),
    (faults.CUT, httpx2.RemoteProtocolError),
]


def name_of(value: object) -> str | None:
    """Return how a fault is called in a test's name."""
    return value.name.replace(" ", "-") if isinstance(value, faults.Fault) else ""


def commit(hub: FakeHub, path: str = "a", content: bytes = b"1") -> str:
    """Commit one file as the owner."""
    return hub.api("course").create_commit(BOARD, [Add(path, content)], commit_message="m", repo_type="dataset").oid


@pytest.mark.parametrize(("fault", "status", "words"), STATUSES, ids=name_of)
def test_a_commit_that_meets_an_error(hub: FakeHub, fault: faults.Fault, status: int, words: str) -> None:
    """The client raises with the status and the Hub's words; the commit is there only if the fault came after it."""
    board = hub.repo("dataset", BOARD)
    rule = hub.faults.add(fault, "commit")

    with pytest.raises(HfHubHTTPError, match=words) as error:
        commit(hub)

    assert status == status_of(error)
    done = {"a": b"1"} if fault.carried_out == "yes" else {}
    assert done == board.files()
    assert 1 == len(rule.met)
    assert commit(hub) == board.at().oid
    assert {"a": b"1"} == board.files()


@pytest.mark.parametrize(("fault", "error"), BREAKS, ids=name_of)
def test_a_commit_whose_connection_ends(hub: FakeHub, fault: faults.Fault, error: type[Exception]) -> None:
    """The client raises a network error; the commit is there only if the connection ended after it."""
    board = hub.repo("dataset", BOARD)
    hub.faults.add(fault, "commit")

    with pytest.raises(error):
        commit(hub)

    assert ({"a": b"1"} if fault.carried_out == "yes" else {}) == board.files()
    assert [(0, fault.name)] == [(entry.status, entry.fault) for entry in hub.log.of("commit")]
    commit(hub)
    assert {"a": b"1"} == board.files()


def test_the_hour_limit_misleads(hub: FakeHub) -> None:
    """The answer names two limits: `Retry-After` and the headers are of the one that is not used up."""
    hub.repo("dataset", BOARD)
    hub.faults.add(faults.PER_HOUR_LIMIT, "commit")

    with pytest.raises(HfHubHTTPError) as error:
        commit(hub)

    assert "271" == error.value.response.headers["Retry-After"]
    assert '"api";r=949;t=271' == error.value.response.headers["RateLimit"]
    assert "You can retry this action in about 1 hour" in str(error.value)


def test_a_commit_after_its_answer(hub: FakeHub) -> None:
    """Behind a proxy that gave up the commit happens later: reading back at once does not show it yet."""
    board = hub.repo("dataset", BOARD)
    hub.faults.add(faults.GATEWAY_TIMEOUT_BEFORE.after(0.2), "commit")
    with pytest.raises(HfHubHTTPError) as error:
        commit(hub)

    assert 504 == status_of(error)
    assert {} == board.files()
    hub.settle()
    assert {"a": b"1"} == board.files()


@pytest.fixture
def impatient() -> Iterator[None]:
    """Let the client wait a tenth of a second for an answer."""

    def client() -> httpx2.Client:
        made = default_client_factory()
        made.timeout = httpx2.Timeout(0.1)
        return made

    set_client_factory(client)
    yield
    set_client_factory(default_client_factory)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("fault", [faults.HANG, faults.HANG_AFTER, faults.SLOW.after(1)], ids=name_of)
def test_a_client_that_waits_no_longer(hub: FakeHub, fault: faults.Fault) -> None:
    """Without an answer in time the client raises a timeout; whether the commit happened it cannot know."""
    board = hub.repo("dataset", BOARD)
    hub.faults.add(fault, "commit")

    with pytest.raises(httpx2.TimeoutException):
        commit(hub)

    assert (fault.carried_out == "yes") == bool(board.files())


def test_slow_is_not_wrong(hub: FakeHub) -> None:
    """A slow answer is the true one."""
    hub.repo("dataset", BOARD)
    hub.faults.add(faults.SLOW.after(0.05), times=None)
    assert commit(hub) == hub.repo("dataset", BOARD).at().oid


def test_the_client_retries_what_it_always_retries(hub: FakeHub) -> None:
    """An error before the upload is known is tried again by the client itself, so a product never sees it."""
    hub.repo("dataset", BOARD)
    hub.faults.add(faults.UNAVAILABLE, "preupload")
    commit(hub)
    assert [503, 200] == [entry.status for entry in hub.log.of("preupload")]


def test_a_file_whose_bytes_are_cut_off_is_finished(hub: FakeHub, tmp_path: Path) -> None:
    """When half of a file came the client asks for the rest and puts both together."""
    hub.repo("dataset", BOARD).write({"a": bytes(range(256)) * 1000})
    hub.faults.add(faults.CUT, "resolve", method="GET")

    path = hub.api().hf_hub_download(BOARD, "a", repo_type="dataset", cache_dir=tmp_path)

    assert bytes(range(256)) * 1000 == Path(path).read_bytes()
    assert ["HEAD", "GET", "GET"] == [entry.method for entry in hub.log.of("resolve")]


def test_a_cache_names_an_old_head(hub: FakeHub) -> None:
    """From a cache comes the head of before the newest commit: as a parent it is refused, though nobody interfered."""
    board = hub.repo("dataset", BOARD)
    api = hub.api("course")
    old, new = board.at().oid, commit(hub)
    hub.faults.add(faults.STALE, "info")
    hub.faults.add(faults.STALE, "tree")
    assert old == api.dataset_info(BOARD).sha
    assert [".gitattributes"] == api.list_repo_files(BOARD, repo_type="dataset")
    assert new == api.dataset_info(BOARD).sha

    with pytest.raises(HfHubHTTPError) as error:
        api.create_commit(BOARD, [Add("b", b"1")], commit_message="m", repo_type="dataset", parent_commit=old)
    assert 412 == status_of(error)

    hub.faults.add(faults.STALE, "preupload")
    assert new == commit(hub)
    assert 3 == len(hub.log.of("commit"))


def test_a_route_that_does_not_exist_is_no_plan(hub: FakeHub) -> None:
    """A misspelt route is told at once, since its fault would never come."""
    with pytest.raises(ValueError, match="comit"):
        hub.faults.add(faults.RESET, "comit")


def test_a_fault_is_for_whom_it_is_meant(hub: FakeHub) -> None:
    """A rule counts only requests of its route, method, user and repository, after those that it lets pass."""
    hub.repo("dataset", BOARD)
    hub.repo("dataset", "course/other")
    rule = hub.faults.add(faults.SERVER_ERROR, "commit", method="POST", repo=BOARD, user="course", skip=2, times=2)
    seen = []
    for i in range(6):
        hub.api("course").create_commit("course/other", [Add(str(i), b"")], commit_message="m", repo_type="dataset")
        hub.api("ana").create_commit(BOARD, [Add(str(i), b"")], commit_message="m", repo_type="dataset", create_pr=True)
        try:
            commit(hub, str(i))
            seen.append(200)
        except HfHubHTTPError as error:
            seen.append(error.response.status_code)

    assert [200, 200, 500, 500, 200, 200] == seen
    assert 2 == len(rule.met)


def test_random_faults_come_from_their_seed(hub: FakeHub) -> None:
    """The same seed gives the same faults in the same order, in about the share that was asked for, all alike often."""
    board = hub.repo("dataset", BOARD)
    kinds = [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER, faults.BUSY]

    def run(seed: int) -> list[str]:
        since = len(hub.log)
        rules = hub.faults.randomly(seed, kinds, "commit", share=0.3)
        for i in range(200):
            with contextlib.suppress(HfHubHTTPError):
                commit(hub, f"{since}/{i}")
        hub.faults.clear()
        assert sum(len(rule.met) for rule in rules) == sum(
            bool(entry.fault) for entry in hub.log.of("commit", since=since)
        )
        return [entry.fault for entry in hub.log.of("commit", since=since)]

    first, again, other = run(1), run(1), run(2)

    assert first == again
    assert first != other
    counted = Counter(first + other)
    assert 0.2 * 400 <= 400 - counted[""] <= 0.4 * 400
    assert all(20 <= counted[kind.name] <= 60 for kind in kinds)
    happened = 400 + 200 - sum(Counter(first + again + other)[kind.name] for kind in (faults.SERVER_ERROR, faults.BUSY))
    assert happened == len(board.files()) == len(board.made)


def test_somebody_else_comes_in_between(hub: FakeHub) -> None:
    """A function in a fault's place acts just before the request is carried out: here another writer's commit."""
    board = hub.repo("dataset", BOARD)
    seen: list[str] = []

    def other(request: Request) -> None:
        seen.append(request.path)
        board.write({"other": b"2"})

    hub.faults.add(other, "commit")
    with pytest.raises(HfHubHTTPError) as error:
        hub.api("course").create_commit(
            BOARD, [Add("a", b"1")], commit_message="m", repo_type="dataset", parent_commit=board.at().oid
        )
    assert 412 == status_of(error)
    assert {"other": b"2"} == board.files()
    assert [f"/api/datasets/{BOARD}/commit/main"] == seen

    def refuse(request: Request) -> None:
        raise Refused(418, "no")

    hub.faults.add(refuse, "commit")
    with pytest.raises(HfHubHTTPError, match="no"):
        commit(hub)


def test_a_client_is_killed_between_deed_and_answer(hub: FakeHub) -> None:
    """A function that is called after the deed can kill who asked: the commit is there, and nobody was told."""
    board = hub.repo("dataset", BOARD)
    code = (
        "from huggingface_hub import HfApi, CommitOperationAdd as Add\n"
        f"HfApi().create_commit({BOARD!r}, [Add('a', b'1')], commit_message='m', repo_type='dataset')\n"
        "print('told')"
    )
    environment = {**os.environ, **hub.environment("course")}
    with subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE) as client:
        hub.faults.add(lambda _: client.kill(), "commit", after=True)
        told, _ = client.communicate(timeout=30)

    assert (-signal.SIGKILL, b"") == (client.returncode, told)
    assert {"a": b"1"} == board.files()


def test_the_hour_is_full(hub: FakeHub) -> None:
    """The hub counts commits to branches by its own clock and answers 429 until the hour has passed."""
    board = hub.repo("dataset", BOARD)
    board.commits_an_hour = 3
    for i in range(3):
        commit(hub, str(i))
        hub.clock.advance(60)
    with pytest.raises(HfHubHTTPError, match="3 per hour") as error:
        commit(hub, "x")
    assert 429 == status_of(error)
    hub.api("ana").create_commit(BOARD, [Add("y", b"")], commit_message="m", repo_type="dataset", create_pr=True)

    hub.clock.advance(57 * 60)
    commit(hub, "x")
    with pytest.raises(HfHubHTTPError):
        commit(hub, "z")
    assert {"2026-11-25T12": 3, "2026-11-25T13": 1} == board.commits_by_hour()
    assert 3 == board.most_commits_in_an_hour()


def test_the_end_of_the_hub_ends_those_who_wait() -> None:
    """Stopping does not wait for a client that hangs, and the client learns of it."""
    ended: list[Exception] = []
    with FakeHub() as hub:
        rule = hub.faults.add(faults.HANG, "whoami")
        api = hub.api("ana")

        def ask() -> None:
            try:
                api.whoami()
            except httpx2.HTTPError as error:
                ended.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        while not rule.met:
            time.sleep(0.001)
    thread.join(5)
    assert not thread.is_alive()
    assert 1 == len(ended)

"""Models come from the Hub at an exact commit, byte for byte, and only what was asked for."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest
from fakehub import FakeHub, faults
from fakehub.answers import Refused, Request
from fakehub.trees import Blob

from smol_leaderboard.errors import Denied, NotLoggedIn, RateLimited, StoreError, Unreachable
from smol_leaderboard.model_errors import ModelNotThere, ModelTooLarge, RevisionNotThere, WrongContent
from smol_leaderboard.store import hub_models
from smol_leaderboard.store.hub_models import Progress, Resolved, download, resolve

MODEL = "ana/tiny"
WEIGHTS = bytes(range(256)) * 20_000
CONFIG = b'{"model_type": "llama"}'
FILES = {"model.safetensors": WEIGHTS, "config.json": CONFIG, "notes/plan.txt": b"secret plan"}
WANTED = {"model.safetensors": "model.safetensors", "config.json": "config.json"}


@pytest.fixture
def model_hub(board_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> FakeHub:
    """A hub with one model; who waits, waits for nothing."""
    board_hub.repo("model", MODEL).write(FILES, lfs=(".safetensors",))
    monkeypatch.setattr(hub_models, "PAUSES_S", (0.0, 0.0, 0.0, 0.0))
    return board_hub


def fetched(resolved: Resolved, target: Path, token: str = "", most_bytes: int = 10**9) -> dict[str, bytes]:
    """Download, and read what came."""
    download(resolved, target, wanted=WANTED, most_bytes=most_bytes, token=token)
    return {path.name: path.read_bytes() for path in target.iterdir()}


def test_a_name_becomes_an_exact_commit_with_sizes_and_hashes(model_hub: FakeHub) -> None:
    """40 hexadecimal digits, and of every file its bytes and the hash by which it can be checked."""
    found = resolve(MODEL)
    assert model_hub.repo("model", MODEL).at("main").oid == found.revision
    files = {file.name: file for file in found.files}
    assert {*FILES, ".gitattributes"} == set(files)
    assert (len(WEIGHTS), hashlib.sha256(WEIGHTS).hexdigest()) == files["model.safetensors"][1:3]
    assert ("", Blob(CONFIG).oid) == files["config.json"][2:]


def test_only_what_was_asked_for_arrives_as_plain_files(model_hub: FakeHub, tmp_path: Path) -> None:
    """Two regular files that everybody may read, nothing else, and no token on the way."""
    old = os.umask(0o077)
    try:
        found = fetched(resolve(MODEL, token=model_hub.token("ana")), tmp_path / "model", model_hub.token("ana"))
    finally:
        os.umask(old)
    assert {"model.safetensors": WEIGHTS, "config.json": CONFIG} == found
    for path in (tmp_path / "model").iterdir():
        assert 0o100644 == path.lstat().st_mode
    assert 0o755 == stat.S_IMODE((tmp_path / "model").stat().st_mode)
    assert {""} == {entry.user for entry in model_hub.log}


def test_what_moved_since_is_not_what_comes(model_hub: FakeHub, tmp_path: Path) -> None:
    """The files are those of the commit, whatever the branch is now."""
    found = resolve(MODEL)
    model_hub.repo("model", MODEL).write({"config.json": b"{}"})
    assert CONFIG == fetched(found, tmp_path / "model")["config.json"]
    assert found.revision != resolve(MODEL).revision
    assert found == resolve(MODEL, revision=found.revision)


def test_a_commit_that_is_gone_is_told(model_hub: FakeHub, tmp_path: Path) -> None:
    """Where the history was rewritten between the question and the download."""

    def gone(_: Request) -> None:
        raise Refused(404, "Invalid rev id", "RevisionNotFound")

    found = resolve(MODEL)
    model_hub.faults.add(gone, "resolve")
    with pytest.raises(RevisionNotThere):
        fetched(found, tmp_path / "model")


@pytest.mark.parametrize("cdn", ["", "lfs", "all"])
def test_an_interrupted_download_goes_on(cdn: str, model_hub: FakeHub, tmp_path: Path) -> None:
    """After an answer that was cut, the rest is asked for and nothing twice; also in a later run."""
    model_hub.cdn = cdn  # type: ignore[assignment]
    route = "cdn" if cdn else "resolve"
    found = resolve(MODEL)
    fetched(Resolved(found.model, found.revision, tuple(f for f in found.files if f.name == "config.json")), tmp_path)
    model_hub.faults.add(faults.CUT, route, times=1)
    model_hub.faults.add(faults.UNAVAILABLE, route, times=4)
    with pytest.raises(Unreachable):
        fetched(found, tmp_path)
    half = (tmp_path / "model.safetensors.part").stat().st_size
    assert 0 < half < len(WEIGHTS)
    since = len(model_hub.log)
    assert WEIGHTS == fetched(found, tmp_path)["model.safetensors"]
    (asked,) = model_hub.log.of(route, since=since)
    assert (206, hashlib.sha256(WEIGHTS[half:]).hexdigest()) == (asked.status, asked.answer_sha256)
    since = len(model_hub.log)
    fetched(found, tmp_path)
    assert [] == model_hub.log.of(route, since=since)


@pytest.mark.parametrize("fault", [faults.TOO_MANY_REQUESTS, faults.SERVER_ERROR, faults.RESET, faults.CUT])
def test_a_fault_that_passes_is_not_noticed(
    fault: faults.Fault, model_hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever downloads need not know of it."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    found = resolve(MODEL)
    model_hub.faults.add(fault, "resolve", times=3)
    assert {"model.safetensors": WEIGHTS, "config.json": CONFIG} == fetched(found, tmp_path / "model")
    if fault is faults.TOO_MANY_REQUESTS:
        assert [2.0, 2.0, 2.0] == [round(seconds) for seconds in waited]


def test_a_hub_that_asks_to_wait_for_long_is_believed(model_hub: FakeHub, tmp_path: Path) -> None:
    """Nobody sits for an hour before a program that says nothing."""
    found = resolve(MODEL)
    model_hub.faults.add(faults.PER_HOUR_LIMIT, "resolve")
    with pytest.raises(RateLimited):
        fetched(found, tmp_path / "model")


@pytest.mark.parametrize(
    "content",
    [bytes(len(WEIGHTS)), WEIGHTS[:-1], WEIGHTS + b"more", b""],
    ids=["another of the same size", "short", "long", "empty"],
)
def test_what_is_not_what_was_announced_is_not_kept(content: bytes, model_hub: FakeHub, tmp_path: Path) -> None:
    """Neither another content, nor a short or a long one is left under the file's name."""
    model_hub.repo("model", MODEL).served["model.safetensors"] = content
    with pytest.raises(WrongContent if len(content) >= len(WEIGHTS) else StoreError):
        fetched(resolve(MODEL), tmp_path / "model")
    assert not (tmp_path / "model" / "model.safetensors").exists()


def test_a_regular_file_is_checked_as_well(model_hub: FakeHub, tmp_path: Path) -> None:
    """Git's own name of the content is its hash."""
    model_hub.repo("model", MODEL).served["config.json"] = CONFIG.replace(b"llama", b"other")
    with pytest.raises(WrongContent):
        fetched(resolve(MODEL), tmp_path / "model")


def test_a_name_that_leaves_the_folder_is_never_asked_for(model_hub: FakeHub, tmp_path: Path) -> None:
    """Names that nobody wanted are listed and stay where they are; a target outside the folder is refused."""
    for name in ("../evil.json", "/etc/passwd", "a\\..\\b", ".git/config"):
        model_hub.repo("model", MODEL).listed_also[name] = Blob(b"evil")
    found = resolve(MODEL)
    assert "../evil.json" in {file.name for file in found.files}
    assert {"model.safetensors", "config.json"} == set(fetched(found, tmp_path / "model"))
    assert [tmp_path / "model"] == list(tmp_path.glob("[!h]*"))
    for bad in ("../x", "a/b", "..", "", "x.part"):
        with pytest.raises(StoreError):
            download(found, tmp_path / "model", wanted={"../evil.json": bad}, most_bytes=10**9)


def test_a_link_in_the_repository_becomes_no_link_here(model_hub: FakeHub, tmp_path: Path) -> None:
    """Git holds a link as a file with the place in it, and that is what comes; a link that lies here is replaced."""
    model_hub.repo("model", MODEL).write({"config.json": b"../../etc/passwd"})
    target = tmp_path / "model"
    target.mkdir()
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (target / "config.json").symlink_to(outside)
    (target / "model.safetensors.part").symlink_to(outside)
    assert b"../../etc/passwd" == fetched(resolve(MODEL), target)["config.json"]
    assert stat.S_ISREG((target / "config.json").lstat().st_mode)
    assert stat.S_ISREG((target / "model.safetensors").lstat().st_mode)
    assert b"mine" == outside.read_bytes()


def test_what_is_too_large_is_not_begun(model_hub: FakeHub, tmp_path: Path) -> None:
    """The sizes that the Hub lists decide, before a byte is fetched."""
    found = resolve(MODEL)
    with pytest.raises(ModelTooLarge) as told:
        fetched(found, tmp_path / "model", most_bytes=len(WEIGHTS))
    assert [] == model_hub.log.of("resolve")
    assert 1 == told.value.exit_code


def test_a_private_model_needs_its_owners_token(model_hub: FakeHub, tmp_path: Path) -> None:
    """Nobody and strangers are told that there is none; its owner gets it."""
    model_hub.repo("model", "ana/hidden", private=True).write(FILES)
    for token in ("", model_hub.token("bob")):
        with pytest.raises(ModelNotThere):
            resolve("ana/hidden", token=token)
    found = resolve("ana/hidden", token=model_hub.token("ana"))
    with pytest.raises(NotLoggedIn):
        fetched(found, tmp_path / "model")
    assert WEIGHTS == fetched(found, tmp_path / "model", model_hub.token("ana"))["model.safetensors"]


def test_a_gated_model_is_told_as_such(model_hub: FakeHub, tmp_path: Path) -> None:
    """Its list can be read; its files need a login with the right."""
    model_hub.repo("model", MODEL).gated = True
    found = resolve(MODEL)
    with pytest.raises(NotLoggedIn):
        fetched(found, tmp_path / "model")
    with pytest.raises(Denied):
        fetched(found, tmp_path / "model", model_hub.token("bob"))


@pytest.mark.parametrize(
    ("model", "revision", "key"),
    [
        ("ana/none", "", "board_error.no_model"),
        ("course/board", "", "board_error.no_model_dataset"),
        ("no-id", "", "board_error.no_model"),
        ("../..", "", "board_error.no_model"),
        (MODEL, "v9", "board_error.no_model_revision"),
        (MODEL, "a" * 40, "board_error.no_model_revision"),
    ],
)
def test_a_name_that_is_wrong_is_told_so(model: str, revision: str, key: str, model_hub: FakeHub) -> None:
    """A data set's name is recognised; it is a usage error, exit 2."""
    with pytest.raises(ModelNotThere) as told:
        resolve(model, revision=revision)
    assert (key, 2) == (told.value.key, told.value.exit_code)


def test_without_the_network_it_is_told_so(model_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not that there is no such model."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(Unreachable):
        resolve(MODEL)


def test_progress_counts_every_byte_once(model_hub: FakeHub, tmp_path: Path) -> None:
    """Also when half of an answer was lost, and for what was there before."""
    seen: list[Progress] = []
    found = resolve(MODEL)
    model_hub.faults.add(faults.CUT, "resolve", times=2)
    download(found, tmp_path / "model", seen.append, wanted=WANTED, most_bytes=10**9)
    total = len(WEIGHTS) + len(CONFIG)
    assert (total, total) == (seen[-1].done, seen[-1].total)
    assert all(0 <= step.done <= total for step in seen)
    seen.clear()
    download(found, tmp_path / "model", seen.append, wanted=WANTED, most_bytes=10**9)
    assert total == seen[-1].done

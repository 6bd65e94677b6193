"""The folder store: a commit happens whole or not at all, whoever is killed, and readers never see half of one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from pathlib import Path

import pytest

from smol_leaderboard.errors import Conflict, Denied, NoStore, StoreError
from smol_leaderboard.store import checked_path, hub_id, open_store
from smol_leaderboard.store.history import NOTHING
from smol_leaderboard.store.local import LocalStore

from .killing import FULL, PROGRAMS, kill_at_random


def test_a_folder_without_a_board_is_no_store(tmp_path: Path) -> None:
    """An existing folder, or none, is not taken for a board; with `create` it becomes one."""
    for where in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoStore):
            open_store(str(where))
    store = open_store(str(tmp_path / "none"), create=True)
    assert NOTHING == store.head()
    assert open_store(str(tmp_path / "none")).files() == []


def test_a_folder_from_elsewhere_can_be_read(tmp_path: Path) -> None:
    """A copy of the data set without our bookkeeping is a store; so is one that may not be written."""
    (tmp_path / "course.json").write_bytes(b"{}")
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "a.txt").write_bytes(b"text")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_bytes(b"ref")
    os.symlink("/etc/passwd", tmp_path / "records" / "link")
    tmp_path.chmod(0o555)
    try:
        store = open_store(str(tmp_path))
        assert ["course.json", "records/a.txt"] == [file.path for file in store.files()]
        assert b"text" == store.read("records/a.txt", store.head())
        if os.geteuid():
            with pytest.raises(Denied):
                store.commit({"b": b""}, "no")
    finally:
        tmp_path.chmod(0o755)


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither listed, read nor written through."""
    store = open_store(str(tmp_path / "board"), create=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    os.symlink(outside, tmp_path / "board" / "records")
    os.symlink("/etc/passwd", tmp_path / "board" / "link")
    assert [] == store.files()
    with pytest.raises(StoreError):
        store.read("link")
    with pytest.raises(StoreError):
        store.commit({"records/a": b"x"}, "out")
    assert [] == list(outside.iterdir())


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a//b",
        "a/",
        "./a",
        "a\0b",
        "a\\b",
        "a\nb",
        ".store/log.jsonl",
        "inbox/1.json",
        "x" * 256,
        "\ud800",
    ],
)
def test_a_path_stays_in_the_store(path: str, tmp_path: Path) -> None:
    """What would leave the folder or touch its bookkeeping is refused, in reading and writing."""
    with pytest.raises(StoreError):
        checked_path(path)
    store = open_store(str(tmp_path), create=True)
    with pytest.raises(StoreError):
        store.commit({path: b""}, "no")
    with pytest.raises(StoreError):
        store.read(path)


def test_a_folder_is_a_folder_and_an_id_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`USER/NAME` is the Hub unless there is a folder of that name; anything else is a folder."""
    monkeypatch.chdir(tmp_path)
    assert "ada/board" == hub_id("ada/board") == hub_id("hf://datasets/ada/board")
    assert "" == hub_id("board") == hub_id("./ada/board") == hub_id("/a/b") == hub_id("a/b/c") == hub_id("~/board")
    (tmp_path / "ada" / "board").mkdir(parents=True)
    assert "" == hub_id("ada/board")
    assert "ada/board" == hub_id("hf://datasets/ada/board")


def test_the_present_is_read_at_an_old_revision(tmp_path: Path) -> None:
    """What has not changed since can be read and listed as it was; what has raises Conflict, the unknown StoreError."""
    store = open_store(str(tmp_path), create=True)
    first = store.commit({"a": b"1", "b": b"1"}, "first")
    listed = store.files(revision=first)
    store.commit({"a": b"22", "b": None, "c": b"3"}, "second")
    assert listed == store.files(revision=first)
    assert ["a", "c"] == [file.path for file in store.files()]
    assert [] == store.files(revision=NOTHING)
    for path in ("a", "b", "c"):
        with pytest.raises(Conflict):
            store.read(path, first)
    assert store.read("d", first) is None
    with pytest.raises(StoreError, match="no revision"):
        store.read("a", "f" * 40)


def test_a_file_changed_by_hand_is_seen(tmp_path: Path) -> None:
    """Its oid is that of its new content."""
    store = open_store(str(tmp_path), create=True)
    store.commit({"a": b"one"}, "first")
    before = store.files()
    (tmp_path / "a").write_bytes(b"two")
    assert b"two" == store.read("a")
    assert before != store.files()
    store.commit({"a": b"one"}, "back")
    assert before == store.files()
    shutil.copytree(tmp_path, tmp_path.parent / "copy", copy_function=shutil.copyfile)
    assert before == open_store(str(tmp_path.parent / "copy")).files()


def test_a_commit_cannot_turn_a_folder_into_a_file(tmp_path: Path) -> None:
    """Nor the other way round; nothing is written then."""
    store = open_store(str(tmp_path), create=True)
    head = store.commit({"a/b": b"1", "c": b"1"}, "first")
    for path in ("a", "c/d"):
        with pytest.raises(StoreError):
            store.commit({"e": b"", path: b""}, "no")
    assert head == store.head()
    assert ["a/b", "c"] == [file.path for file in store.files()]


def test_every_instruction_can_be_the_last(memory_folder: Path) -> None:
    """A writer that is killed before its n-th system call, for every n, leaves the old revision or the new one.

    Before the next writer comes, and after it: nothing is half, and nothing that happened is undone.
    """
    seen = []
    killed = True
    while killed:
        number = len(seen)
        folder = memory_folder / str(number)
        folder.mkdir()
        store = LocalStore(folder)
        store.commit({"gone": b"1", "kept/a": b"1", "kept/b": b"1"}, "first")
        old = {"gone": b"1", "kept/a": b"1", "kept/b": b"1"}
        new = {"kept/a": b"2", "kept/b": b"2", "new/folder/c": b"2"}
        child = os.fork()
        if not child:
            die_before(number)
            try:
                LocalStore(folder).commit({"gone": None, **new}, "second")
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        contents = [content_of(LocalStore(folder))]
        LocalStore(folder).recover()
        contents.append(content_of(LocalStore(folder)))
        contents.append({path: (folder / path).read_bytes() for path in contents[-1]})
        LocalStore(folder).commit({"third": b"3"}, "third")
        contents.append({path: content for path, content in content_of(store).items() if path != "third"})
        assert contents[0] in (old, new)
        assert [contents[0]] * 4 == contents, number
        steps = [json.loads(line)["message"] for line in (folder / ".store" / "log.jsonl").read_text().splitlines()]
        assert steps == ["first", *(["second"] if contents[0] == new else []), "third"]
        assert ["lock", "log.jsonl"] == sorted(os.listdir(folder / ".store"))
        killed = os.WIFSIGNALED(status)
        seen.append(contents[0] == new)
    assert sorted(seen) == seen
    assert seen.count(False) > 20
    assert seen.count(True) > 20


def die_before(number: int) -> None:
    """Kill this process before its n-th change of the disk from now on."""
    left = [number]

    def counted(name: str) -> None:
        real = getattr(os, name)

        def call(*arguments: object, **named: object) -> object:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1
            return real(*arguments, **named)

        setattr(os, name, call)

    for name in ("open", "replace", "unlink", "mkdir", "fsync", "rmdir", "rename", "close", "stat", "scandir"):
        counted(name)


def content_of(store: LocalStore) -> dict[str, bytes | None]:
    """Everything in a store, by path, through its own eyes."""
    head = store.head()
    return {file.path: store.read(file.path, head) for file in store.files(revision=head)}


def test_half_a_line_of_the_log_is_cut_off(tmp_path: Path) -> None:
    """It was being written when its writer was killed; the journal still knows that commit."""
    store = LocalStore(tmp_path)
    first = store.commit({"a": b"1"}, "first")
    second = store.commit({"a": b"2"}, "second")
    log = tmp_path / ".store" / "log.jsonl"
    whole = log.read_bytes()
    last = whole.splitlines()[1]
    log.write_bytes(whole[: -len(last) // 2])
    (tmp_path / ".store" / "journal.json").write_bytes(last)
    assert (second, b"2") == (LocalStore(tmp_path).head(), store.read("a"))
    store.commit({"a": b"3"}, "third", parent=second)
    steps = [json.loads(line) for line in log.read_text().splitlines()]
    assert ["first", "second", "third"] == [step["message"] for step in steps]
    assert [NOTHING, first, second] == [step["parent"] for step in steps]


@pytest.mark.proof
def test_killed_writers_leave_pairs(memory_folder: Path) -> None:
    """Programs that write two files at once are killed at random moments: a reader always finds equal pairs."""
    folder = memory_folder / "board"
    store = open_store(str(folder), create=True)
    store.commit({"pair/a": b"first", "pair/b": b"first"}, "first pair")
    halves = []
    stop = threading.Event()
    looks = 0

    def look() -> None:
        nonlocal looks
        reader = LocalStore(folder)
        while not stop.is_set():
            try:
                head = reader.head()
                pair = reader.read("pair/a", head), reader.read("pair/b", head)
            except Conflict:
                continue
            looks += 1
            if pair[0] != pair[1]:
                halves.append(pair)

    reading = threading.Thread(target=look)
    reading.start()
    try:
        killed = kill_at_random(
            PROGRAMS / "writes_pairs.py",
            [str(folder)],
            kills=1000 if FULL else 20,
            longest=0.05 if FULL else 0.2,
            seed=5,
        )
    finally:
        stop.set()
        reading.join()
    assert (1000 if FULL else 20) == killed.kills
    assert [] == halves
    assert looks > 0
    store.recover()
    content = content_of(LocalStore(folder))
    assert b"first" != content["pair/a"]
    assert content["pair/a"] == content["pair/b"] == (folder / "pair" / "a").read_bytes()

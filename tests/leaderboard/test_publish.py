"""What is in the outbox is on the board once, whatever happens on the way, and the outbox keeps what is not."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub, faults

from smol_grade.records import Sentence
from smol_leaderboard import layout
from smol_leaderboard.budget import Bucket
from smol_leaderboard.errors import Conflict, Denied, RateLimited, RecordError, StoreError, Uncertain, Unreachable
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.publish import Waiting, commit_derived, publish
from smol_leaderboard.schema import Person, canonical
from smol_leaderboard.segments import read_records, write_segments
from smol_leaderboard.store import Listed, Store, open_store

from .conftest import BOARD, Backend
from .killing import FULL
from .making import failure, graded, many, person


def quick(seed: int = 1, told: Callable[[Sentence], None] | None = None) -> Waiting:
    """Waits for nothing, as often as it takes."""
    return Waiting(attempts=40, sleep=lambda seconds: None, draw=random.Random(seed), patience_s=1e9, told=told)


def lines_of(store: Store) -> list[bytes]:
    """Every line of every segment."""
    files = [file.path for file in store.files(layout.RECORDS)]
    return sorted(line for path in files for line in (store.read(path) or b"").splitlines())


def files_in(folder: Path) -> list[str]:
    """What waits in an outbox."""
    return sorted(path.name for path in [*(folder / "records").iterdir(), *(folder / "people").iterdir()])


class Troubled:
    """A store between us and a real one in which a commit goes wrong as it is told to."""

    def __init__(self, store: Store, *troubles: str) -> None:
        self.store = store
        self.troubles = list(troubles)
        self.commits: list[Mapping[str, bytes | None]] = []

    name = "troubled"

    def head(self) -> str:
        return self.store.head()

    def files(self, under: str = "", revision: str = "") -> list[Listed]:
        return self.store.files(under, revision)

    def read(self, path: str, revision: str = "") -> bytes | None:
        return self.store.read(path, revision)

    def commit(self, changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
        self.commits.append(dict(changes))
        trouble = self.troubles.pop(0) if self.troubles else ""
        if trouble == "conflict":
            raise Conflict("another commit is in progress")
        if trouble == "limited":
            raise RateLimited(3600, "128 per hour")
        if trouble == "lost":
            raise Uncertain("504")
        if trouble == "hidden":
            self.store.commit(changes, message, parent)
            raise Uncertain("500")
        if trouble == "denied":
            raise Denied("403")
        return self.store.commit(changes, message, parent)


def test_records_and_people_are_published_in_one_commit(backend: Backend, tmp_path: Path) -> None:
    """Then the outbox is empty, and another call does nothing."""
    outbox = Outbox(tmp_path / "outbox")
    records = many(20)
    for record in records:
        outbox.add(record)
    store = Troubled(backend.store())
    done = publish(store, outbox, people=[person("0"), person("1")])
    assert (20, 2, 1, store.head()) == done
    assert {record.id: record for record in records} == read_records(store).records
    entry = store.read(layout.person(person("1").subject))
    assert person("1") == msgspec.json.decode(entry or b"", type=Person)
    assert [] == files_in(outbox.folder)
    assert (0, 0, 0, "") == publish(store, outbox)
    assert 1 == len(store.commits)


def test_what_is_on_the_board_is_not_published_again(backend: Backend, tmp_path: Path) -> None:
    """Whoever published it, and though it says something else now: the first published wins."""
    publish(backend.store(), _outbox(tmp_path / "first", failure("a"), graded("b")))
    store = Troubled(backend.store())
    again = [failure("a", reason="replayed"), graded("b", points=5), graded("c")]
    assert (1, 0, 1) == publish(store, _outbox(tmp_path / "second", *again))[:3]
    assert sorted(canonical(record) for record in (failure("a"), graded("b"), graded("c"))) == lines_of(store)
    assert (0, 0, 0) == publish(store, _outbox(tmp_path / "third", *again))[:3]


def test_a_person_is_named_once_and_anew_after_a_change(backend: Backend, tmp_path: Path) -> None:
    """The same name makes no commit; a forgotten person who comes again is named again."""
    outbox = Outbox(tmp_path / "outbox")
    store = Troubled(backend.store())
    ada = person("ada")
    path = layout.person(ada.subject)
    for entry, commits in [
        (ada, 1),
        (msgspec.structs.replace(ada, at="2026-11-26T12:00:00Z"), 1),
        (msgspec.structs.replace(ada, at="2026-11-27T12:00:00Z", name="Ada"), 2),
    ]:
        publish(store, outbox, people=[entry])
        assert commits == len(store.commits)
    assert b"Ada" in (store.read(path) or b"")
    store.store.commit({path: None}, "forget")
    publish(store, outbox)
    assert store.read(path) is None
    publish(store, outbox, people=[ada])
    assert canonical(ada) == store.read(path)


@pytest.mark.parametrize(
    "troubles",
    [
        ["conflict"],
        ["limited", "limited"],
        ["lost"],
        ["hidden"],
        ["lost", "conflict", "lost"],
        ["lost", "hidden", "limited"],
        ["conflict", "hidden", "conflict"],
    ],
)
def test_a_commit_that_fails_is_made_once(troubles: list[str], backend: Backend, tmp_path: Path) -> None:
    """Whether it happened or not: nothing is missing, nothing is there twice, no commit is repeated needlessly."""
    records = many(8)
    outbox = _outbox(tmp_path / "outbox", *records)
    store = Troubled(backend.store(), *troubles)
    assert 8 == publish(store, outbox, waiting=quick()).records
    assert sorted(canonical(record) for record in records) == lines_of(store)
    assert [] == files_in(outbox.folder)
    needed = troubles.index("hidden") + 1 if "hidden" in troubles else len(troubles) + 1
    assert needed == len(store.commits)


def test_a_doubtful_commit_is_repeated_as_it_was(tmp_path: Path) -> None:
    """Also by the next program, with more records waiting: if both happen, that is one."""
    store = Troubled(open_store(str(tmp_path / "board"), create=True), "lost")
    outbox = _outbox(tmp_path / "outbox", failure("a"))
    with pytest.raises(Uncertain):
        publish(store, outbox, waiting=Waiting(attempts=0))
    outbox.add(failure("b"))
    assert 2 == publish(store, Outbox(outbox.folder)).records
    assert [
        write_segments([failure("a")]),
        write_segments([failure("a")]),
        write_segments([failure("b")]),
    ] == store.commits
    store.store.commit(store.commits[0], "the first one, hours late")
    assert sorted(canonical(failure(name)) for name in "ab") == lines_of(store)


def test_a_certain_failure_is_planned_anew(tmp_path: Path) -> None:
    """What came in since goes into the same commit."""
    store = Troubled(open_store(str(tmp_path / "board"), create=True), "conflict")
    outbox = _outbox(tmp_path / "outbox", failure("a"))
    with pytest.raises(Conflict):
        publish(store, outbox, waiting=Waiting(attempts=0))
    outbox.add(failure("b"))
    assert (2, 0, 1) == publish(store, outbox)[:3]
    assert write_segments([failure("a"), failure("b")]) == store.commits[1]


def test_waiting_has_an_end_and_is_told(tmp_path: Path) -> None:
    """An hour is waited for and announced; without patience the error comes back, and the outbox keeps everything."""
    store = Troubled(open_store(str(tmp_path / "board"), create=True), "limited", "limited", "denied", "conflict")
    outbox = _outbox(tmp_path / "outbox", failure("a"))
    clock = [1000.0]
    bucket = Bucket(tmp_path / "budget.json", clock=lambda: clock[0])
    with pytest.raises(RateLimited):
        publish(store, outbox, bucket=bucket, waiting=Waiting(patience_s=0))
    with pytest.raises(RateLimited) as limited:  # the bucket knows now
        publish(store, outbox, bucket=bucket, waiting=Waiting(patience_s=3599))
    assert 3600 == limited.value.seconds
    clock[0] += 3600
    told: list[Sentence] = []
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    with pytest.raises(Denied):
        publish(store, outbox, bucket=bucket, waiting=Waiting(sleep=sleep, told=told.append))
    assert ["publish.again"] == [sentence.key for sentence in told]
    assert 3600 <= slept[0] <= 3605
    assert 3 == len(store.commits)
    assert [f"{failure('a').id}.json"] == files_in(outbox.folder)
    assert 1 == publish(store, outbox, bucket=bucket, waiting=Waiting(sleep=sleep)).records
    assert 0.5 <= slept[-1] <= 1


def test_only_what_can_be_read_back_leaves_the_outbox(tmp_path: Path) -> None:
    """A store that says yes and holds nothing is not believed."""

    class Forgetful(Troubled):
        def commit(self, changes: Mapping[str, bytes | None], message: str, parent: str = "") -> str:
            self.commits.append(changes)
            return self.head()

    store = Forgetful(open_store(str(tmp_path / "board"), create=True))
    outbox = _outbox(tmp_path / "outbox", failure("a"))
    with pytest.raises(Uncertain):
        publish(store, outbox, waiting=quick())
    assert 41 == len(store.commits)
    assert [f"{failure('a').id}.json"] == files_in(outbox.folder)


def test_the_first_of_an_id_is_kept_and_a_bad_one_refused(tmp_path: Path) -> None:
    """The outbox takes no record that a reader would not take."""
    outbox = _outbox(tmp_path, graded("a"), graded("a", points=5))
    assert [graded("a")] == outbox.records()
    bad = [msgspec.structs.replace(graded("b"), points=4), failure("c", at="noon")]
    bad += [msgspec.structs.replace(failure("d"), id="../../x")]
    for record in bad:
        with pytest.raises(RecordError):
            outbox.add(record)
    assert [graded("a")] == outbox.records()


def test_a_long_outbox_takes_several_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of bounded size."""
    monkeypatch.setattr("smol_leaderboard.outbox.MOST_RECORDS", 7)
    store = Troubled(open_store(str(tmp_path / "board"), create=True))
    assert (20, 0, 3) == publish(store, _outbox(tmp_path / "outbox", *many(20)))[:3]
    monkeypatch.setattr("smol_leaderboard.outbox.MOST_BYTES", 1)
    assert (2, 0, 2) == publish(store, _outbox(tmp_path / "outbox", *many(2, "more")))[:3]
    assert 22 == len(lines_of(store))


def test_what_is_remembered_of_the_board_may_be_lost(tmp_path: Path) -> None:
    """Half a line, nonsense or no file at all: the ids on the board are known all the same."""
    store = Troubled(open_store(str(tmp_path / "board"), create=True))
    outbox = _outbox(tmp_path / "outbox", failure("a"))
    publish(store, outbox)
    publish(store, _outbox(tmp_path / "outbox", failure("a"), failure("b")))
    cache = tmp_path / "outbox" / "known.jsonl"
    for content in (cache.read_bytes()[:-30], b"\xff\nnull\n", None):
        cache.unlink() if content is None else cache.write_bytes(content)
        assert (0, 0, 0) == publish(store, _outbox(tmp_path / "outbox", failure("a"), failure("b")))[:3]
    assert 2 == len(lines_of(store))


@pytest.mark.proof
def test_every_instruction_of_a_publish_can_be_the_last(memory_folder: Path) -> None:
    """Killed before its n-th system call, for every n, and started again: every record and name once, outbox empty."""
    from .test_local_store import die_before

    records = many(3)
    number, killed = 0, True
    while killed:
        folder = memory_folder / str(number)
        store = open_store(str(folder / "board"), create=True)
        publish(store, _outbox(folder / "outbox", records[0]))
        child = os.fork()
        if not child:
            die_before(number)
            with contextlib.suppress(StoreError):
                publish(store, _outbox(folder / "outbox", *records), people=[person("0")])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        outbox = Outbox(folder / "outbox")
        first = len(outbox.records())
        publish(store, outbox)
        kept = {record.id for record in read_records(store).records.values()}
        assert len(lines_of(store)) == len(kept)
        # what add() returned from is there, in its order; the rest was never promised
        assert {record.id for record in records[: len(kept)]} == kept
        assert first <= len(kept)
        publish(store, _outbox(folder / "outbox", *records), people=[person("0")])
        assert sorted(canonical(record) for record in records) == lines_of(store)
        assert [file.path for file in store.files("people")] == [layout.person(person("0").subject)]
        assert {"batch.json", ".new"}.isdisjoint(os.listdir(folder / "outbox"))
        number += 1 if FULL else 4
    assert number > 100


def test_derived_files_are_built_on_the_head(backend: Backend) -> None:
    """What another writer adds while they are built is in them; the same contents cost no commit."""
    store = Troubled(backend.store(), "conflict", "hidden")
    other = backend.store()
    other.commit({"records/1": b"1"}, "record")
    parents: list[str] = []

    def build(parent: str) -> dict[str, bytes | None]:
        parents.append(parent)
        names = " ".join(file.path for file in store.files("records", parent))
        if len(parents) == 2:
            other.commit({"records/2": b"2"}, "while it is built")
        return {"board/names.json": names.encode(), "board/old.json": None}

    commit_derived(store, build, "rebuild", waiting=quick())
    assert b"records/1 records/2" == store.read("board/names.json")
    count = len(store.commits)
    head = commit_derived(store, build, "rebuild", waiting=quick())
    assert (count, store.head()) == (len(store.commits), head)
    assert len(set(parents)) >= 3


def test_nothing_that_the_hub_does_wrong_is_believed(board_hub: FakeHub, tmp_path: Path) -> None:
    """Every fault in turn, at the commit: each record is there once, and only commits that were needed were made."""
    store = open_store(BOARD, token=board_hub.token("course"))
    for number, fault in enumerate([*faults.NOT_DONE, *faults.DONE, faults.GATEWAY_TIMEOUT_BEFORE.after(0.05)]):
        rule = board_hub.faults.add(fault, "commit")
        publish(store, _outbox(tmp_path / "outbox", failure(str(number))), waiting=quick())
        assert 1 == len(rule.met), fault.name
        assert sorted(canonical(failure(str(n))) for n in range(number + 1)) == lines_of(store), fault.name
    board_hub.settle()
    assert number + 1 == len(lines_of(store))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.BUSY, Conflict),
        (faults.MOVED, Conflict),
        (faults.PER_HOUR_LIMIT, RateLimited),
        (faults.SERVER_ERROR, Uncertain),
        (faults.SERVER_ERROR_AFTER, Uncertain),
        (faults.BAD_GATEWAY, Uncertain),
        (faults.GATEWAY_TIMEOUT, Uncertain),
        (faults.RESET, Uncertain),
        (faults.RESET_AFTER, Uncertain),
        (faults.DROP, Uncertain),
        (faults.CUT, Uncertain),
    ],
)
def test_a_commit_is_asked_for_once(fault: faults.Fault, error: type[StoreError], board_hub: FakeHub) -> None:
    """Whatever the answer is, the store asks no second time and says what is known."""
    store = open_store(BOARD, token=board_hub.token("course"))
    since = len(board_hub.log)
    board_hub.faults.add(fault, "commit")
    with pytest.raises(error) as raised:
        store.commit({"a": b"1"}, "a")
    assert error is type(raised.value)
    assert 1 == len(board_hub.log.of("commit", since=since))
    if isinstance(raised.value, RateLimited):
        assert 3600 == raised.value.seconds
    assert board_hub.token("course") not in f"{raised.value!r} {raised.value.fields}"


def test_a_hub_that_is_not_there(board_hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens: Unreachable, for reading and writing, at once."""
    store = open_store(BOARD, token=board_hub.token("course"))
    board_hub.stop()
    monkeypatch.setattr("time.sleep", lambda seconds: None)  # the client's own
    for call in (store.head, lambda: store.commit({"a": b"1"}, "a"), lambda: store.read("a", "f" * 40)):
        with pytest.raises(Unreachable):
            call()


def _outbox(folder: Path, *records: object) -> Outbox:
    outbox = Outbox(folder)
    for record in records:
        outbox.add(record)  # type: ignore[arg-type]
    return outbox

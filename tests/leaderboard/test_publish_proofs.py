"""Each record exactly once: under many writers and a Hub that fails, under kill -9, and within the hour's commits."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fakehub import FakeHub, faults

from smol_leaderboard import layout
from smol_leaderboard.budget import Bucket
from smol_leaderboard.errors import RateLimited
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.publish import Waiting, commit_derived, publish
from smol_leaderboard.schema import AnyRecord, canonical
from smol_leaderboard.segments import read_records
from smol_leaderboard.store import Store, open_store

from .conftest import BOARD
from .killing import FULL, PROGRAMS, kill_at_random
from .making import failure, graded, many

WRITERS = 50 if FULL else 8
KILLS = 1000 if FULL else 20
COMMIT_FAULTS = (*faults.NOT_DONE, *faults.DONE, faults.GATEWAY_TIMEOUT_BEFORE.after(0.05), faults.SLOW.after(0.02))
READ_FAULTS = (faults.SERVER_ERROR, faults.BAD_GATEWAY, faults.RESET, faults.DROP, faults.CUT)


def report(text: str) -> None:
    """Leave a number in the log of a full run."""
    if FULL:
        sys.stderr.write(f"\n{text}\n")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's own waits between tries are short."""
    sleep = time.sleep
    monkeypatch.setattr("time.sleep", lambda seconds: sleep(min(seconds, 0.01)))


def lines_of(store: Store) -> list[bytes]:
    """Every line of every segment."""
    head = store.head()
    files = [file.path for file in store.files(layout.RECORDS, head)]
    return sorted(line for path in files for line in (store.read(path, head) or b"").splitlines())


@pytest.mark.proof
@pytest.mark.usefixtures("hurried")
def test_writers_at_once_and_a_hub_that_fails(board_hub: FakeHub, tmp_path: Path) -> None:
    """Each has 20 records and an outbox of their own and publishes them in several goes: all are there, each once."""
    token = board_hub.token("course")
    board_hub.faults.randomly(1, COMMIT_FAULTS, "commit", share=0.4)
    board_hub.faults.randomly(2, READ_FAULTS, ("info", "tree", "resolve", "paths_info", "preupload"), share=0.05)
    board_hub.faults.randomly(3, [faults.STALE], ("info", "tree", "preupload"), share=0.1)
    records = {writer: many(20, f"{writer}-") for writer in range(WRITERS)}
    failed: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            draw = random.Random(writer)
            waiting = Waiting(attempts=200, sleep=lambda _: time.sleep(0.002), draw=draw, patience_s=1e9)
            outbox = Outbox(tmp_path / str(writer))
            left: list[AnyRecord] = list(records[writer])
            while left:
                for _ in range(min(len(left), draw.randrange(1, 9))):
                    outbox.add(left.pop())
                publish(_opened(token), outbox, waiting=waiting)
            assert outbox.is_empty()
        except BaseException as error:  # noqa: BLE001 - a thread hands it to the test
            failed.append(error)

    began = time.monotonic()
    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    board_hub.settle()
    board_hub.faults.clear()
    assert [] == failed
    every = sorted(canonical(record) for part in records.values() for record in part)
    assert every == lines_of(open_store(BOARD, token=token))
    met = [entry.fault for entry in board_hub.log if entry.fault]
    assert len(set(met)) > (10 if FULL else 3)
    report(
        f"{WRITERS} writers x 20 records: each once; {len(met)} faults of {len(set(met))} kinds, "
        f"{len(board_hub.log.of('commit'))} commits asked for, {time.monotonic() - began:.0f} s"
    )


def _opened(token: str) -> Store:
    from smol_leaderboard.store.hub import HubStore

    return HubStore(BOARD, token)  # without the request that `open` makes: it may fail, which is another test


@pytest.mark.proof
def test_a_killed_publisher_of_a_folder_loses_nothing(memory_folder: Path) -> None:
    """After all the kills: each record that the outbox had taken is on the board once, and nothing else is."""
    board = open_store(str(memory_folder / "board"), create=True)
    folder, ledger = memory_folder / "outbox", memory_folder / "ledger"
    ledger.touch()
    began = time.monotonic()
    arguments = [str(memory_folder / "board"), str(folder), str(ledger)]
    killed = kill_at_random(PROGRAMS / "publishes.py", arguments, kills=KILLS, longest=0.06 if FULL else 0.3, seed=1)
    count = _each_once(board, Outbox(folder), ledger)
    assert [".store", "people", "records"] == sorted(path.name for path in (memory_folder / "board").iterdir())
    report(f"folder: {killed.kills} kills, {count} records, each once, {time.monotonic() - began:.0f} s")


@pytest.mark.proof
def test_a_killed_publisher_of_a_failing_hub_loses_nothing(board_hub: FakeHub, memory_folder: Path) -> None:
    """The same with the Hub, which fails on its own at times."""
    folder, ledger = memory_folder / "outbox", memory_folder / "ledger"
    ledger.touch()
    board_hub.faults.randomly(3, COMMIT_FAULTS, "commit", share=0.2)
    began = time.monotonic()
    environment = {**board_hub.environment("course"), "HF_HOME": str(memory_folder / "hub")}
    arguments = [BOARD, str(folder), str(ledger)]
    program = PROGRAMS / "publishes.py"
    killed = kill_at_random(
        program, arguments, kills=KILLS, longest=0.2 if FULL else 0.4, seed=2, environment=environment
    )
    board_hub.settle()
    board_hub.faults.clear()
    count = _each_once(open_store(BOARD, token=board_hub.token("course")), Outbox(folder), ledger)
    met = len([entry for entry in board_hub.log if entry.fault])
    report(f"Hub: {killed.kills} kills, {met} faults, {count} records, each once, {time.monotonic() - began:.0f} s")


def test_a_publisher_that_is_killed_before_it_hears_the_answer(board_hub: FakeHub, memory_folder: Path) -> None:
    """Its commit is there and nobody knows: the next one reads it back and asks for no second commit."""
    outbox = Outbox(memory_folder / "outbox")
    for record in many(5):
        outbox.add(record)
    code = "import runpy, sys; runpy.run_path(sys.argv[1])['work'](sys.argv[2:], 0)"
    command = [sys.executable, "-c", code, str(PROGRAMS / "publishes.py"), BOARD, str(outbox.folder), "/dev/null"]
    environment = {**os.environ, **board_hub.environment("course"), "HF_HOME": str(memory_folder / "hub")}
    with subprocess.Popen(command, env=environment) as publisher:
        board_hub.faults.add(lambda _: publisher.kill(), "commit", after=True)
        assert -signal.SIGKILL == publisher.wait(60)
    assert 5 == len(outbox.records())
    outbox.add(failure("later"))
    store = open_store(BOARD, token=board_hub.token("course"))
    assert (6, 0, 1) == publish(store, outbox)[:3]
    assert 2 == len(board_hub.log.of("commit"))
    assert sorted(canonical(record) for record in [*many(5), failure("later")]) == lines_of(store)


def _each_once(store: Store, outbox: Outbox, ledger: Path) -> int:
    """Publish what is left, then compare the board with the ledger."""
    left = {record.id for record in outbox.records()}
    publish(store, outbox, waiting=Waiting(attempts=20, sleep=lambda _: None))
    promised = {
        (graded(name) if kind == "1" else failure(name)).id
        for name, kind in (line.split() for line in ledger.read_text("utf-8").splitlines())
    }
    reading = read_records(store)
    assert () == reading.quarantined
    assert len(lines_of(store)) == len(reading.records)
    # one that was taken when its program was killed stands in no ledger, but on the board
    assert promised <= reading.records.keys()
    assert len(reading.records) - len(promised) <= KILLS
    assert left <= reading.records.keys()
    assert outbox.is_empty()
    assert len(promised) > KILLS / 10
    return len(reading.records)


@pytest.mark.proof
def test_a_thousand_gradings_fit_into_an_hour(board_hub: FakeHub, memory_folder: Path) -> None:
    """One every 3.6 seconds, each published as soon as it may be, and the board rebuilt: at most 60 commits an hour."""
    gradings = 1000
    store = open_store(BOARD, token=board_hub.token("course"))
    repo = board_hub.repo("dataset", BOARD)
    repo.commits_an_hour = 60  # more of them would be refused, and the test would wait an hour
    clock = board_hub.clock
    bucket = Bucket(memory_folder / "budget.json", clock=lambda: clock.now().timestamp())
    outbox = Outbox(memory_folder / "outbox")
    waiting = Waiting(patience_s=0, sleep=clock.advance)
    waits: list[float] = []
    begun: dict[str, float] = {}

    def build(parent: str) -> dict[str, bytes | None]:
        count = sum(file.size for file in store.files(layout.RECORDS, parent))
        return {"board/board.json": str(count).encode()}

    published: list[str] = []

    def go(waiting: Waiting) -> None:
        with contextlib.suppress(RateLimited):
            if not published:  # else the board's turn has not come yet: two commits would never fit at once
                waits_for = list(begun)
                if publish(store, outbox, bucket=bucket, waiting=waiting).records:
                    published.extend(waits_for)
            if published:
                commit_derived(store, build, "Rebuild the board", bucket=bucket, waiting=waiting)
                here = clock.now().timestamp()
                waits.extend(here - begun.pop(name) for name in published)
                published.clear()

    for number in range(gradings):
        clock.advance(3600 / 1000)
        record = graded(str(number))
        begun[record.id] = clock.now().timestamp()
        outbox.add(record)
        go(waiting)
    go(Waiting(sleep=clock.advance))
    refused = [entry for entry in board_hub.log.of("commit") if entry.status == 429]
    go(Waiting(sleep=clock.advance))
    assert gradings == len(lines_of(store)) == len(waits)
    times = [made.at.timestamp() for made in repo.made if made.ref == "refs/heads/main"][1:]
    most = max(sum(start <= at < start + 3600 for at in times) for start in times)
    assert most <= 60
    assert [] == refused
    assert most > 50
    report(
        f"{gradings} gradings in {gradings * 3.6:.0f} simulated seconds: at most {most} commits within an hour, "
        f"on the board after {sorted(waits)[len(waits) // 2]:.0f} s (median), {max(waits):.0f} s (longest)"
    )

"""`smol-leaderboard forget` as the course team runs it, over real gradings, in a folder and on the double of the Hub."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakehub import FakeHub

from smol_leaderboard import keys, layout, withdrawing
from smol_leaderboard.office import office
from smol_leaderboard.schema import RequestRecord, canonical, record_id, request_key, sealed_record
from smol_leaderboard.segments import read_records, write_segments
from smol_leaderboard.store import open_store
from smol_leaderboard.store.local import LocalStore
from smol_leaderboard.store.local_inbox import LocalInbox

from .conftest import BOARD
from .desk import HALF, RIGHT, Court, Desk, request
from .killing import FULL, PROGRAMS, kill_at_random
from .leaving import CANARY, Crowd, bytes_below, found_in, ids
from .test_operating import run, submit
from .test_queue_hub import fates, pull

KILLS = 200 if FULL else 6


def test_a_learner_withdraws(tmp_path: Path) -> None:
    """Asked first; then forgotten; regrading leaves them out; a replay of the package is refused; they may come back."""
    board = tmp_path / "board"
    words = ("--board", str(board))
    assert 0 == run(tmp_path, "init", "--practice", *words).returncode
    submit(board, "Ada-Canary", 1, HALF)
    submit(board, "bob", 2, RIGHT)
    assert 0 == run(tmp_path, "grade", "--practice", *words).returncode
    submit(board, "Ada-Canary", 3, RIGHT)
    sent = [path.read_bytes() for path in sorted((board / "inbox").glob("*.json"))]
    before = read_records(LocalStore(board)).records

    unasked = run(tmp_path, "forget", "ada-canary", *words)
    assert (2, True) == (unasked.returncode, "--yes" in unasked.stderr)
    assert "sealed packages: 1;" in unasked.stdout
    for user, lang, said in (
        ("nobody", "en", "nobody called nobody"),
        ("nadie", "es", "no conoce a nadie llamado nadie"),
    ):
        unknown = run(tmp_path, "forget", user, "--yes", "--lang", lang, *words)
        assert (2, True) == (unknown.returncode, said in unknown.stderr)
    assert before == read_records(LocalStore(board)).records

    done = run(tmp_path, "forget", "ada-canary", "--yes", *words)
    assert 0 == done.returncode, done.stderr
    assert "Forgotten: " in done.stdout
    assert ("Beyond reach" in done.stdout, "ceremony that was made before" in done.stdout) == (True, True)
    assert "Traceback" not in done.stderr
    assert [] == found_in(bytes_below(board, tmp_path / "offices"), [b"Ada-Canary", b"ada-canary"])
    assert before.keys() == read_records(LocalStore(board)).records.keys()
    assert (2, True) == (
        (again := run(tmp_path, "forget", "ada-canary", "--yes", *words)).returncode,
        bool(again.stderr),
    )
    assert 0 == run(tmp_path, "rebuild", "--check", *words).returncode
    again = run(tmp_path, "regrade", "--unit", "unit0", "--again", "--practice", "--publish", *words)
    assert "Published: 1 records." in again.stdout
    mine = next(one for one in before.values() if one.subject and getattr(one, "number", 0) == 1)
    gone = run(tmp_path, "regrade", mine.request, "--again", "--practice", *words)
    assert (2, True) == (gone.returncode, "has withdrawn" in " ".join(gone.stderr.split())), gone.stderr

    inbox = board / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "7.json").write_bytes(sent[0].replace(b'"number":1,', b'"number":7,').replace(b'"closed"', b'"open"'))
    graded = run(tmp_path, "grade", "--practice", *words)
    assert "0 graded, 1 refused" in graded.stdout or "1 answered" in graded.stdout, graded.stdout
    submit(board, "Ada-Canary", 9, RIGHT)
    assert "1 graded" in run(tmp_path, "grade", "--practice", *words).stdout
    new = read_records(LocalStore(board), kinds=["grade"]).records.values()
    assert {mine.subject} == {one.subject for one in new if one.subject == mine.subject and one.points == 3}


def test_on_the_hub(hub: FakeHub, tmp_path: Path) -> None:
    """What main holds, and held, names nobody who withdrew; open requests are closed; what is out of reach is listed."""
    variables = hub.environment("course") | {"HF_HOME": str(tmp_path / "hf")}
    assert 0 == run(tmp_path, "init", "--practice", "--board", BOARD, **variables).returncode
    secrets = keys.load(office(BOARD, str(tmp_path / "offices")).keys)
    for number, name in enumerate((CANARY, "bob"), 1):
        sent = request(name, number, RIGHT, secrets.public_key)
        pull(hub, name, {layout.request(name, sent.id): canonical(sent)})
    assert 0 == run(tmp_path, "grade", "--practice", "--board", BOARD, **variables).returncode
    sent = request(CANARY, 3, RIGHT, secrets.public_key)
    pull(hub, CANARY, {layout.request(CANARY, sent.id): canonical(sent)})
    repo = hub.repo("dataset", BOARD)
    held = {path: data for commit in repo.history(repo.at("main")) for path, data in repo.files(commit.oid).items()}
    assert found_in(held, [CANARY.encode()])
    assert found_in(bytes_below(tmp_path / "offices", tmp_path / "hf"), [CANARY.encode()])

    done = run(tmp_path, "forget", CANARY.upper(), "--yes", "--board", BOARD, **variables)
    assert 0 == done.returncode, done.stderr
    assert [f"  {hub.web(repo)}/discussions/{number}" for number in (1, 3)] == [
        line for line in done.stdout.splitlines() if "/discussions/" in line
    ]
    [commit] = repo.history(repo.at("main"))
    assert [] == found_in({"title": commit.title.encode(), **repo.files()}, [CANARY.encode()])
    assert [] == found_in(bytes_below(tmp_path / "offices", tmp_path / "hf"), [CANARY.encode()])
    assert ("closed", "<!-- smol-grade: withdrawn -->") == fates(hub)[3]
    assert ["closed"] * 3 == [status for status, _ in fates(hub).values()]
    for text in (done.stdout, done.stderr):
        assert variables["HF_TOKEN"] not in text


def test_what_was_stopped_goes_on(tmp_path: Path) -> None:
    """Also in a later program, which is asked for the same person, or for another one."""
    board = tmp_path / "board"
    words = ("--board", str(board))
    assert 0 == run(tmp_path, "init", "--practice", *words).returncode
    for number, name in enumerate((CANARY, "bob", "cleo"), 1):
        submit(board, name, number, RIGHT)
    assert 0 == run(tmp_path, "grade", "--practice", *words).returncode
    desk = office(str(board), str(tmp_path / "offices"))
    for name, asked in ((CANARY, CANARY.upper()), ("bob", "cleo")):
        crowd = Crowd.at(desk, LocalStore(board), LocalInbox(board), ids(None))
        withdrawing.begin(crowd.desk, crowd.keys, withdrawing.find(crowd.desk, crowd.keys, name), name, revoke=False)
        done = run(tmp_path, "forget", asked, "--yes", *words)
        assert (0, True) == (done.returncode, "was stopped; it goes on now" in done.stderr), done.stderr
        names = [one.encode() for one in (name, asked)]
        assert [] == found_in(bytes_below(board, tmp_path / "offices"), names)
    before = LocalStore(board).head()
    again = run(tmp_path, "forget", CANARY, "--yes", *words)
    assert (0, True) == (again.returncode, "sealed packages: 0;" in again.stdout)
    assert before == LocalStore(board).head()


def test_while_another_program_grades_nobody_is_forgotten(tmp_path: Path) -> None:
    """One program at a time: a sentence, and nothing was changed."""
    board = tmp_path / "board"
    assert 0 == run(tmp_path, "init", "--practice", "--board", str(board)).returncode
    head = LocalStore(board).head()
    with office(str(board), str(tmp_path / "offices")).alone():
        refused = run(tmp_path, "forget", "ada", "--yes", "--board", str(board))
    assert (2, True) == (refused.returncode, "another program" in refused.stderr)
    without = run(tmp_path, "forget", "ada", "--yes", "--revoke", "--board", str(board))
    assert (2, False) == (without.returncode, "Traceback" in without.stderr)
    assert head == LocalStore(board).head()


def test_a_reopened_request_without_a_package_is_refused(tmp_path: Path) -> None:
    """It was taken in and not graded when its author withdrew: it is not graded now, and its pull request is closed."""
    court = Court(tmp_path / "keys.json")
    with court.judge:
        desk = Desk(tmp_path, court=court)
        sent = desk.submit("ada", 1)
        [incoming] = desk.inbox.waiting()
        key = request_key("ada", sent.id)
        record = RequestRecord(
            id=record_id("request", key, sent.sealed_sha256),
            subject=desk.keys.subject("ada"),
            at=incoming.received_at,
            request=key,
            unit="warmup",
            attempt=1,
            received_at=incoming.received_at,
            sealed_sha256=sent.sealed_sha256,
            sealed="",
            smol_grade="0.1.0",
            number=incoming.number,
        )
        desk.store.commit(write_segments([sealed_record(record)]), "of somebody who has withdrawn")
        assert 1 == desk.queue().run().refused
        assert ["withdrawn"] == [one.reason for one in desk.records("failure")]
        assert [] == list(desk.inbox.waiting())


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_killed_at_any_moment_it_goes_on(memory_folder: Path) -> None:
    """SIGKILL at random, again and again: the next run finishes, nothing of the person is left, others' lines are the same."""
    import shutil

    whole = memory_folder / "whole"
    (whole / "board").mkdir(parents=True)
    made = Crowd(whole, open_store(str(whole / "board"), create=True), LocalInbox(whole / "board"), ids(None))
    made.fill()
    others, killed = made.lines(but=CANARY), 0
    for number in range(KILLS):
        here = memory_folder / "here"
        shutil.copytree(whole, here)
        program = PROGRAMS / "forgets.py"
        killed += kill_at_random(program, [str(here)], kills=1, longest=0.5, seed=number).kills
        crowd = Crowd(here, open_store(str(here / "board")), LocalInbox(here / "board"), ids(None))
        from .programs import forgets

        forgets.finish(crowd)
        assert [] == found_in(bytes_below(here), crowd.secrets_of())
        assert others == crowd.lines(but=CANARY)
        shutil.rmtree(here)
    assert KILLS == killed

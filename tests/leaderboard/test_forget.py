"""Whoever withdraws is in no byte of board, history and operator's folder any more; nobody else's record changes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from fakehub import FakeHub, faults

from smol_leaderboard import keys, layout, withdrawing
from smol_leaderboard.board.rebuild import rebuild
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.outbox import Outbox
from smol_leaderboard.publish import publish
from smol_leaderboard.redacting import NO_REVISION, traces
from smol_leaderboard.schema import NOBODYS, EvaluationRecord, GradeRecord, Person, RequestRecord
from smol_leaderboard.segments import read_records
from smol_leaderboard.store import open_inbox, open_store
from smol_leaderboard.withdrawing_errors import NotOnThisBoard, SeveralPeople

from .conftest import BOARD, Backend
from .leaving import CANARY, NAMES, Crowd, bytes_below, found_in, ids, records_of
from .memory_store import MemoryStore
from .sample_board import moment
from .test_rebuild_killed import from_scratch


@pytest.fixture
def crowd(backend: Backend, tmp_path: Path) -> Crowd:
    """Three people on a board, whose requests lie in the inbox, too."""
    made = Crowd(tmp_path, backend.store(), backend.inbox(), ids(backend.hub))
    made.fill()
    for name in NAMES:
        backend.inbox(name).submit(layout.request(name, "0123abcd"), f"{name} sealed".encode(), "unit1", "")
    return made


def forget(crowd: Crowd, user: str = CANARY) -> withdrawing.Leaving:
    """Forget somebody; return what was written down of them."""
    found = withdrawing.find(crowd.desk, crowd.keys, user)
    leaving = withdrawing.begin(crowd.desk, crowd.keys, found, user, revoke=False)
    withdrawing.carry_out(crowd.desk, leaving)
    return leaving


def everything(backend: Backend, tmp_path: Path) -> dict[str, bytes]:
    """Every byte that is ours to delete: the store with its history, the operator's folder, the client's cache."""
    found = bytes_below(tmp_path / "office", tmp_path / "hub-cache")
    if backend.hub is None:
        return found | bytes_below(Path(backend.where))
    repo = backend.hub.repo("dataset", BOARD)
    for commit in repo.history(repo.at("main")):
        found |= {f"{commit.oid} {path}": path.encode() + data for path, data in repo.files(commit.oid).items()}
        found[commit.oid] = f"{commit.title}\n{commit.message}".encode()
    return found


def test_no_byte_is_left(crowd: Crowd, backend: Backend, tmp_path: Path) -> None:
    """Of name, package, model, answers or certificate; other people's records are the same bytes; the board follows."""
    before, others = everything(backend, tmp_path), crowd.lines(but=CANARY)
    for secret in crowd.secrets_of():
        assert found_in(before, [secret]), secret
    bobs = found_in(bytes_below(tmp_path / "office") | crowd.content(), crowd.secrets_of("bob"))
    points = {row.id: row.points for row in read_records(crowd.store, kinds=["grade"]).records.values()}
    ledger = Ledger(crowd.store)
    ledger.refresh()

    forget(crowd)

    assert [] == found_in(everything(backend, tmp_path), crowd.secrets_of())
    assert others == crowd.lines(but=CANARY)
    found = bytes_below(tmp_path / "office") | crowd.content()
    rebuilt = ("board", "README", "known", "state", "records/", "batch", "records.sqlite")
    lost = set(bobs) - set(found_in(found, crowd.secrets_of("bob")))
    assert not [path for path in lost if not any(part in path for part in rebuilt)]
    assert points == {row.id: row.points for row in read_records(crowd.store, kinds=["grade"]).records.values()}
    after = Ledger(crowd.store)
    after.refresh()
    subject = crowd.subjects[CANARY]
    assert 2 == ledger.accepted(subject, "instruction") == after.accepted(subject, "instruction")
    assert ledger.grades.keys() == after.grades.keys()
    ledger.refresh()  # a program that was running meanwhile
    assert ledger.is_withdrawn(next(one.request for one in after.requests.values() if one.subject == subject))
    assert not any(after.is_withdrawn(one.request) for one in after.requests.values() if one.subject != subject)
    derived = {path: data for path, data in crowd.content().items() if path.startswith(("board/", "README"))}
    assert from_scratch(crowd.store) == derived
    assert withdrawing.pending(crowd.office) is None
    assert "certificates/index.json" in crowd.content()
    assert [name for name in NAMES if name != CANARY] == [one.author.name for one in crowd.inbox.waiting()]


MAY_CHANGE = ("model", "revision", "results", "was", "content_sha256")


def test_what_records_say_then(crowd: Crowd) -> None:
    """Points and attempts as before, no model of the person's; what certificates know them by is kept."""
    before = read_records(crowd.store).records
    forget(crowd)
    after = read_records(crowd.store)
    assert before.keys() == after.records.keys()
    assert () == after.quarantined
    mine = [one for one in after.records.values() if one.subject == crowd.subjects[CANARY]]
    models = set()
    for one in mine:
        was = before[one.id]
        if isinstance(one, RequestRecord):
            emptied = {"sealed": "", "model": "", "model_nonce": "", "shown_name": msgspec.UNSET}
            emptied["entry"] = msgspec.UNSET
            assert emptied == {name: getattr(one, name) for name in emptied}
            same = msgspec.structs.replace(was, **emptied, content_sha256=one.content_sha256)
        elif isinstance(one, GradeRecord):
            same = msgspec.structs.replace(was, model="", was=was.content_sha256, content_sha256=one.content_sha256)
        else:
            assert isinstance(one, EvaluationRecord)
            models.add(one.model)
            assert ({""}, NO_REVISION) == ({result.samples for result in one.results}, one.revision)
            assert was.content_sha256 == one.was
            same = msgspec.structs.replace(was, **{name: getattr(one, name) for name in MAY_CHANGE})
            assert [(r.value, r.samples_sha256) for r in was.results] == [
                (r.value, r.samples_sha256) for r in one.results
            ]
        assert same == one
    assert {f"{NOBODYS}{crowd.subjects[CANARY][:12]}-{n}" for n in (1, 2)} == models
    forget(crowd, crowd.subjects[CANARY])
    assert after.records == read_records(crowd.store).records


def test_who_comes_back_is_the_same_subject(crowd: Crowd, backend: Backend, tmp_path: Path) -> None:
    """With a name again and the old points; and may leave again, with models that are called otherwise."""
    forget(crowd)
    subject = crowd.subjects[CANARY]
    back, files = records_of(CANARY, 1, subject, turns=3)
    crowd.store.commit(files, "Samples")
    for record in back:
        crowd.outbox.add(record)
    publish(crowd.store, crowd.outbox, people=[Person(subject=subject, name=CANARY, at=moment(9))])
    rebuild(crowd.store, crowd.office.board_state)
    assert found_in(crowd.content(), [CANARY.encode()])
    count = len(read_records(crowd.store).records)
    forget(crowd)
    assert [] == found_in(everything(backend, tmp_path), crowd.secrets_of())
    assert count == len(read_records(crowd.store).records)
    mine = [one for one in read_records(crowd.store, kinds=["evaluation"]).records.values() if one.subject == subject]
    assert {f"{NOBODYS}{subject[:12]}-{n}" for n in (1, 2, 3)} == {one.model for one in mine}


def test_who_is_meant(crowd: Crowd, backend: Backend) -> None:
    """A name in any case, the subject, the id of the user; nobody else."""
    user = ids(backend.hub)["bob"]
    for named in ("bob", "BOB", crowd.subjects["bob"], crowd.subjects["bob"].upper(), user):
        assert crowd.subjects["bob"] == withdrawing.find(crowd.desk, crowd.keys, named).subject
    for named in ("bo", "nobody", "f" * 64, "", "../bob", "bob\n", "bób", "\ud800"):
        with pytest.raises(NotOnThisBoard):
            withdrawing.find(crowd.desk, crowd.keys, named)


def test_a_name_that_somebody_else_has_now(board_hub: FakeHub, tmp_path: Path) -> None:
    """The person is found by the old name, the new one and the id; who has the old name now loses nothing."""
    token = board_hub.token("course")
    crowd = Crowd(tmp_path, open_store(BOARD, token=token), open_inbox(BOARD, token=token), ids(board_hub))
    crowd.fill()
    board_hub.rename(CANARY, "newname")
    for user, path in ((CANARY, f"requests/{CANARY}/0123abcd.json"), ("newname", "requests/newname/0123abcd.json")):
        open_inbox(BOARD, token=board_hub.token(user)).submit(path, b"x", "unit1", "")
    found = {withdrawing.find(crowd.desk, crowd.keys, user).subject for user in (CANARY, "newname", "NewName")}
    assert {crowd.subjects[CANARY]} == found
    leaving = forget(crowd, "newname")
    assert ("newname",) == leaving.names
    assert [CANARY] == [one.author.name for one in crowd.inbox.waiting()]


def test_a_name_of_two_people(crowd: Crowd) -> None:
    """Is refused, with the subjects to choose from: nobody is forgotten by mistake."""
    twice = Person(subject=crowd.subjects["cleo"], name="Bob", at=moment(99))
    publish(crowd.store, crowd.outbox, people=[twice])
    with pytest.raises(SeveralPeople) as several:
        withdrawing.find(crowd.desk, crowd.keys, "bob")
    for name in ("bob", "cleo"):
        assert crowd.subjects[name] in several.value.fields["subjects"]


class Stopped(BaseException):
    """The program ends here."""


class Stops:
    """A store, an inbox or an outbox of which the n-th call ends the program: before it, or when it is done."""

    def __init__(self, inner: object, left: list[int], *, after: bool) -> None:
        self._inner, self._left, self._after = inner, left, after

    def __getattr__(self, name: str) -> object:
        value = getattr(self._inner, name)
        if not callable(value) or name.startswith("_"):
            return value

        def call(*given: object, **named: object) -> object:
            self._left[0] -= 1
            if self._left[0] == 0 and not self._after:
                raise Stopped
            done = value(*given, **named)
            if self._left[0] == 0:
                raise Stopped
            return done

        return call


@pytest.mark.parametrize("after", [False, True])
def test_stopped_at_any_call_it_goes_on(memory_folder: Path, after: bool) -> None:
    """Before or after each call of store and inbox that forgetting makes: the next one finishes, from what is written."""
    import shutil

    whole = memory_folder / "whole"
    (whole / "board").mkdir(parents=True)
    Crowd(whole, open_store(str(whole / "board"), create=True), open_inbox(str(whole / "board")), ids(None)).fill()
    stopped = number = 0
    while stopped == number:
        number += 1
        here = memory_folder / f"{number}"
        shutil.copytree(whole, here)
        left = [0]
        store = Stops(open_store(str(here / "board")), left, after=after)
        inbox = Stops(open_inbox(str(here / "board")), left, after=after)
        crowd = Crowd(here, store, inbox, ids(None))  # type: ignore[arg-type]
        found = withdrawing.find(crowd.desk, crowd.keys, CANARY)
        leaving = withdrawing.begin(crowd.desk, crowd.keys, found, CANARY, revoke=False)
        left[0] = number
        try:
            withdrawing.carry_out(crowd.desk, leaving)
        except Stopped:
            stopped += 1
            again = Crowd(here, open_store(str(here / "board")), open_inbox(str(here / "board")), ids(None))
            begun = withdrawing.pending(again.office)
            if begun is not None:
                withdrawing.carry_out(again.desk, begun)
        assert [] == found_in(bytes_below(here), again.secrets_of() if stopped == number else crowd.secrets_of())
        shutil.rmtree(here)
    assert 10 < stopped


def test_somebody_publishes_meanwhile(tmp_path: Path) -> None:
    """Before the commit: it is made anew, on top. Before the squash: what came in of the person goes, too."""
    store = MemoryStore()
    crowd = Crowd(tmp_path, store, open_inbox(str(tmp_path)), ids(None))
    crowd.fill()
    records, _ = records_of("bob", 2, crowd.subjects["bob"], turns=4)
    more, _ = records_of(CANARY, 1, crowd.subjects[CANARY], turns=4)
    from smol_leaderboard.segments import write_segments

    waiting = [write_segments(records), {}, write_segments(more)]

    def meanwhile() -> None:
        if waiting and (files := waiting.pop(0)):
            store.content |= files
            store.revision += 1

    store.before_commit = meanwhile
    forget(crowd)
    assert not waiting
    assert 2 == len(store.squashes)
    assert [] == found_in(store.content, crowd.secrets_of())
    assert {one.id for one in records} <= read_records(store).records.keys()


@pytest.mark.parametrize("fault", [faults.SERVER_ERROR, faults.BUSY, faults.DROP_AFTER, faults.GATEWAY_TIMEOUT_BEFORE])
def test_the_hub_fails_while_squashing(board_hub: FakeHub, tmp_path: Path, fault: faults.Fault) -> None:
    """It is done once more; a refusal leaves written down what is left to do."""
    token = board_hub.token("course")
    crowd = Crowd(tmp_path, open_store(BOARD, token=token), open_inbox(BOARD, token=token), ids(board_hub))
    crowd.fill()
    board_hub.faults.add(fault, "squash")
    forget(crowd)
    repo = board_hub.repo("dataset", BOARD)
    assert 1 == len(list(repo.history(repo.at("main"))))
    assert {} == traces(crowd.store, crowd.store.head(), crowd.subjects[CANARY]).changes


def test_keys_are_not_in_what_is_written_down(crowd: Crowd) -> None:
    """The journal of a withdrawal holds the person, and no secret of the course; the outbox still works after it."""
    found = withdrawing.find(crowd.desk, crowd.keys, CANARY)
    withdrawing.begin(crowd.desk, crowd.keys, found, CANARY, revoke=True)
    text = crowd.office.withdrawing.read_text()
    secrets = keys.load(crowd.office.keys)
    assert CANARY in text
    assert secrets.private_key not in text
    assert secrets.course_key not in text
    leaving = withdrawing.pending(crowd.office)
    assert leaving is not None
    revoked: list[str] = []
    withdrawing.carry_out(crowd.desk._replace(revoke=revoked.append), leaving)
    assert [crowd.subjects[CANARY]] == revoked
    assert Outbox(crowd.office.outbox).is_empty()

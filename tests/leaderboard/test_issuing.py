"""Issuing and revoking over a store: nobody twice, nobody left out, no place shared, whatever comes in between."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

import msgspec
import pytest
from fakehub import FakeHub, faults
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from smol_grade.schedule import moment
from smol_leaderboard import layout
from smol_leaderboard.certificate_errors import (
    BadIssuer,
    BadStatusList,
    KeyNotPublished,
    NoIssuer,
    NoReason,
    NoSuchKind,
    PracticeBoard,
    StatusListFull,
)
from smol_leaderboard.credential import read_certificate
from smol_leaderboard.errors import NobodyThere, Uncertain
from smol_leaderboard.holdings import read_holdings
from smol_leaderboard.issuer import document
from smol_leaderboard.issuing import Outcome
from smol_leaderboard.key_rotation import public
from smol_leaderboard.revoking import Signer, revoke, revoke_all
from smol_leaderboard.schema import GradeRecord, canonical, read_record
from smol_leaderboard.segments import write_segments
from smol_leaderboard.statuses import SIZE, checked_reason, draw, read_list, sign_list
from smol_leaderboard.store import Store, open_store

from .conftest import BOARD, Backend
from .credentials import AT, LIST, earned, key, published
from .issued import DID, QUICK, board, book, certify, ensure_sound, person, status_list, whats
from .memory_store import MemoryStore
from .sample_board import subject
from .test_certify import RULES

LATER = "2026-11-25T12:00:00Z"
MUCH_LATER = "2026-11-25T23:00:00Z"


def verified(store: Store, identifier: str, address: str = LIST) -> str:
    """What openbadgeslib says to a certificate, its status list and its issuer: `valid`, or why not."""
    file = read_certificate(store.read(layout.certificate(identifier)) or b"")

    def download(url: str) -> bytes:
        path = layout.STATUS_LIST if url == address else layout.ISSUER
        return store.read(path) or b""

    verifier = OB3Verifier.for_issuer_did(DID, download)
    try:
        verifier.verify(file.credential, check_status=True, download=download)
    except OB3VerificationError as error:
        return str(error)
    return "valid"


def one(outcomes: tuple[Outcome, ...], certificate: str = "fundamentals") -> Outcome:
    """The only outcome of a certificate."""
    (found,) = [outcome for outcome in outcomes if outcome.certificate == certificate]
    return found


def test_who_earned_one_is_given_it_once(backend: Backend) -> None:
    """In a folder and on the Hub, by one commit; a second run changes nothing; another library verifies it."""
    store, signer = backend.store(), key()
    board(store, signer, [1, 2])
    store.commit({**person(3), **person(4), **write_segments(earned(3)[:1])}, "more")
    done = whats(certify(store, signer))
    assert "issued" == done["learner1", "fundamentals"] == done["learner2", "fundamentals"]
    assert "missing" == done["learner3", "fundamentals"] == done["learner1", "completion"]
    head = store.head()
    again = certify(backend.store(), signer)
    assert "there" == whats(again)["learner1", "fundamentals"]
    assert head == store.head()
    assert 2 == ensure_sound(backend.store())
    found = next(outcome for outcome in again if outcome.what == "there")
    assert "valid" == verified(store, found.id)


def test_a_dry_run_says_the_same_and_changes_nothing() -> None:
    """What would be issued is shown before it is."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1])
    before = dict(store.content)
    assert ("issued", "") == (one(shown := certify(store, signer, dry_run=True)).what, one(shown).id)
    assert before == store.content
    assert "issued" == one(certify(store, signer)).what


def test_only_those_who_are_named_are_looked_at() -> None:
    """By name whatever its case, or by subject; somebody who is not there is told."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2, 3])
    assert {("learner2", "fundamentals"): "issued"} == whats(
        certify(store, signer, "LEARNER2", certificate="fundamentals")
    )
    assert {("learner3", "fundamentals"): "issued"} == whats(
        certify(store, signer, subject(3), certificate="fundamentals")
    )
    assert 2 == ensure_sound(store)
    with pytest.raises(NobodyThere):
        certify(store, signer, "nobody")
    with pytest.raises(NoSuchKind):
        certify(store, signer, certificate="nothing")


def test_who_has_no_name_gets_none_and_is_told_of() -> None:
    """Without an entry in `people/`, or with one that is none, there is nobody to name."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2, 3])
    store.commit({layout.person(subject(1)): None, layout.person(subject(2)): b"{"}, "forget")
    found = {outcome.subject: outcome.what for outcome in certify(store, signer, certificate="fundamentals")}
    assert {subject(1): "unnamed", subject(2): "unnamed", subject(3): "issued"} == found


def test_boards_that_cannot_certify_are_told() -> None:
    """A practice board, one without an issuer, a key that is not published, a document of somebody else."""
    signer = key()
    for rules, error in (
        (msgspec.structs.replace(RULES, practice=True), PracticeBoard),
        (msgspec.structs.replace(RULES, issuer=None), NoIssuer),
    ):
        store = MemoryStore()
        board(store, signer, [1])
        store.commit({layout.RULES: canonical(rules)}, "rules")
        with pytest.raises(error):
            certify(store, signer)
    board(store := MemoryStore(), signer, [1])
    with pytest.raises(KeyNotPublished):
        certify(store, key())
    store.commit({layout.ISSUER: document("did:web:example.org", (public(signer),))}, "issuer")
    with pytest.raises(BadIssuer):
        certify(store, signer)
    store.commit({layout.ISSUER: None}, "issuer")
    with pytest.raises(KeyNotPublished):
        certify(store, signer)


def test_new_rules_leave_what_was_issued() -> None:
    """Harder ones apply to those who come later; the version of each certificate stays published."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1])
    certify(store, signer)
    harder = msgspec.structs.replace(RULES, quiz_percent=100)
    store.commit({layout.RULES: canonical(harder), **person(2), **write_segments(earned(2))}, "harder")
    done = whats(certify(store, signer))
    assert ("there", "missing") == (done["learner1", "fundamentals"], done["learner2", "fundamentals"])
    assert store.read(layout.rules_at(RULES.sha256)) == canonical(RULES)
    ensure_sound(store)


def test_an_expired_one_is_issued_again() -> None:
    """While the ground is there, the next run gives a new one with a place of its own."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1], msgspec.structs.replace(RULES, valid_days=1))
    first = one(certify(store, signer))
    assert "there" == one(certify(store, signer, at="2026-11-25T11:59:59Z")).what
    second = one(certify(store, signer, at=LATER))
    assert ("issued", True) == (second.what, second.id != first.id)
    assert 2 == ensure_sound(store)


def test_revoking_is_seen_has_a_reason_and_is_done_once() -> None:
    """The first reason stays; nothing is issued anew unless it is asked for, then with another place."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2])
    mine, other = (outcome for outcome in certify(store, signer, certificate="fundamentals"))
    hand = Signer(signer, LIST, LATER)
    assert (mine.id,) == tuple(
        held.id for held in revoke_all(store, mine.subject, " not   theirs ", hand, waiting=QUICK)
    )
    head = store.head()
    assert () == revoke_all(store, mine.subject, "another reason", hand, waiting=QUICK)
    assert head == store.head()
    assert ("not theirs", LATER) == (
        book(store).reasons.revoked[mine.id].reason,
        book(store).reasons.revoked[mine.id].at,
    )
    assert "revocation" in verified(store, mine.id)
    assert "valid" == verified(store, other.id)
    assert "revoked" == one(certify(store, signer, mine.user)).what
    anew = one(certify(store, signer, mine.user, again=True))
    assert ("issued", "valid") == (anew.what, verified(store, anew.id))
    assert "revocation" in verified(store, mine.id)
    assert 3 == ensure_sound(store)


def test_what_was_revoked_stays_so_whatever_is_signed_later() -> None:
    """By further revocations, by a list that got old, by one of the two files that says less than the other."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2, 3])
    held = {outcome.subject: outcome.id for outcome in certify(store, signer, certificate="fundamentals")}
    hand = Signer(signer, LIST, LATER)
    for learner in (1, 2):
        revoke_all(store, subject(learner), "why", hand, waiting=QUICK)
    certify(store, signer, at="2027-01-01T12:00:00Z")
    assert 2 == len(status_list(store).bits)
    ensure_sound(store)
    store.commit({layout.REASONS: None}, "lost")
    assert "revoked" == one(certify(store, signer, "learner1")).what
    revoke_all(store, subject(3), "why", hand, waiting=QUICK)
    assert 3 == len(status_list(store).bits)
    store.commit({layout.STATUS_LIST: sign_list(LIST, DID, (), signer, AT)}, "an older list")
    assert "revoked" == one(certify(store, signer, "learner3", at=MUCH_LATER)).what
    assert "revocation" in verified(store, held[subject(3)])
    store.commit({layout.STATUS_LIST: None}, "lost")
    certify(store, signer, at=MUCH_LATER)
    assert "revocation" in verified(store, held[subject(3)])


def test_who_holds_nothing_has_nothing_revoked() -> None:
    """No commit, no key needed."""
    store = MemoryStore()
    board(store, key(), [1])
    before = store.head()
    assert () == revoke_all(store, subject(1), "why", Signer(key(), LIST, AT))
    assert before == store.head()


@pytest.mark.parametrize("reason", ["", " \n", "x" * 301, "a\x1b[2Jb", "a\u202eb", "a\x00b", "\ud800"])
def test_a_reason_is_one_harmless_line(reason: str) -> None:
    """It is published, and shown by terminals and pages."""
    with pytest.raises(NoReason):
        checked_reason(reason)


def as_good(learner: int) -> GradeRecord:
    """A regrade of a learner that says the same."""
    (before,) = [record for record in earned(learner) if isinstance(record, GradeRecord)]
    made = published(msgspec.structs.replace(before, id="regraded"), learner, supersedes=before.id)
    assert isinstance(made, GradeRecord)
    return made


def worse(learner: int) -> GradeRecord:
    """A regrade of a learner in which one exercise lost its points."""
    (before,) = [record for record in earned(learner) if isinstance(record, GradeRecord)]
    first, *rest = before.exercises
    exercises = (msgspec.structs.replace(first, points=0), *rest)
    made = published(msgspec.structs.replace(before, id="regraded"), learner, exercises=exercises, supersedes=before.id)
    assert isinstance(made, GradeRecord)
    return made


def test_a_regrade_that_takes_the_ground_away_is_told_and_revoked_on_request() -> None:
    """Without the word nothing is revoked; others keep theirs; by its own rules, not by newer ones."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2])
    first = one(certify(store, signer, "learner1"))
    certify(store, signer)
    store.commit(write_segments([worse(1)]), "a regrade")
    done = certify(store, signer, certificate="fundamentals")
    assert {("learner1", "fundamentals"): "unfounded", ("learner2", "fundamentals"): "there"} == whats(done)
    assert "valid" == verified(store, first.id)
    done = certify(store, signer, certificate="fundamentals", revoke_unfounded=True)
    assert {("learner1", "fundamentals"): "withdrawn", ("learner2", "fundamentals"): "there"} == whats(done)
    assert "revocation" in verified(store, first.id)
    assert "missing" == one(certify(store, signer, "learner1")).what
    assert 2 == ensure_sound(store)


def test_a_regrade_that_says_the_same_renews_it_under_its_own_rules() -> None:
    """Its records count no more, so it is issued again with those that do; once; even if the rules got harder."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2])
    first = one(certify(store, signer, "learner1"))
    harder = msgspec.structs.replace(RULES, quiz_percent=100)
    regrade = as_good(1)
    store.commit({layout.RULES: canonical(harder), **write_segments([regrade])}, "a regrade, and harder rules")
    second = one(certify(store, signer, "learner1", at=LATER))
    assert ("issued", True) == (second.what, first.id != second.id)
    held = read_holdings(store, "").find(second.id)
    assert held is not None
    assert (RULES.sha256, True) == (held.rules, regrade.id[:16] in held.evidence)
    assert ("valid", "valid") == (verified(store, first.id), verified(store, second.id))
    assert ("there", second.id) == (one(again := certify(store, signer, "learner1")).what, one(again).id)
    assert 2 == ensure_sound(store)


def test_a_certificate_whose_key_was_removed_is_issued_anew() -> None:
    """A compromised key's certificates are void; a rotated key's are not."""
    store, old, new = MemoryStore(), key(), key()
    board(store, old, [1])
    first = one(certify(store, old))
    status = sign_list(LIST, DID, (), new, AT)
    store.commit({layout.ISSUER: document(DID, (public(new), public(old))), layout.STATUS_LIST: status}, "rotated")
    assert ("there", "valid") == (one(certify(store, new)).what, verified(store, first.id))
    store.commit({layout.ISSUER: document(DID, (public(new),))}, "compromised")
    second = one(certify(store, new))
    assert ("issued", True) == (second.what, second.id != first.id)
    assert ("valid", True) == (verified(store, second.id), "kid" in verified(store, first.id))
    revoke_all(store, subject(1), "why", Signer(new, LIST, AT), waiting=QUICK)
    newest = one(certify(store, new, "learner1", again=True, at=LATER))
    third = key()
    status = sign_list(LIST, DID, status_list(store).bits, third, AT)
    store.commit({layout.ISSUER: document(DID, (public(third),)), layout.STATUS_LIST: status}, "compromised")
    last = one(certify(store, third, at=MUCH_LATER))
    assert ("issued", True) == (last.what, last.id != newest.id), "the newest one was not revoked, its key was removed"


def test_the_list_is_signed_anew_by_who_looks_at_it() -> None:
    """A day later, not at once; then it is valid for some 400 days, and keeps its bits and its name."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1])
    certify(store, signer)
    certify(store, signer, at=LATER)
    assert AT == status_list(store).issued_at
    certify(store, signer, at=MUCH_LATER)
    found = status_list(store)
    assert (MUCH_LATER, LIST) == (found.issued_at, found.url)
    assert datetime.timedelta(days=400) == moment(found.valid_until) - moment(found.issued_at)


def test_the_index_is_made_anew_of_the_files() -> None:
    """Whoever deletes it loses nothing."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2, 3])
    certify(store, signer)
    before = read_holdings(store, "")
    store.commit({layout.CERTIFICATE_INDEX: None}, "lost")
    assert before == read_holdings(store, "")
    assert {"there"} == {outcome.what for outcome in certify(store, signer, certificate="fundamentals")}


def test_a_deleted_file_does_not_free_its_place() -> None:
    """The index keeps it: a bit that was another's would revoke the wrong one."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1])
    gone = one(certify(store, signer))
    store.commit({layout.certificate(gone.id): None}, "forgotten")
    assert [gone.id] == [held.id for held in read_holdings(store, "").certificates]


def test_ten_thousand_places_are_different() -> None:
    """And anywhere in the list, not in the order in which they were drawn."""
    taken: set[int] = set()
    order = []
    for _ in range(10_000):
        bit = draw(taken)
        assert bit not in taken
        taken.add(bit)
        order.append(bit)
    assert 0 <= min(taken) < max(taken) < SIZE
    assert order != sorted(order)
    assert SIZE * 0.4 < sum(order) / len(order) < SIZE * 0.6
    nearly = set(range(SIZE)) - {77}
    assert 77 == draw(nearly)


def test_over_several_commits_and_runs_every_place_is_used_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a list of eight places, the file of one deleted: eight learners get them all, the ninth is told."""
    monkeypatch.setattr("smol_leaderboard.statuses.SIZE", 8)
    monkeypatch.setattr("smol_leaderboard.issuing.BATCH", 2)
    store, signer = MemoryStore(), key()
    board(store, signer, range(1, 5))
    gone = certify(store, signer, certificate="fundamentals")[0]
    store.commit({layout.certificate(gone.id): None, layout.person(gone.subject): None}, "forgotten")
    for learner in range(5, 9):
        store.commit({**person(learner), **write_segments(earned(learner))}, "one more")
    certify(store, signer)
    assert list(range(8)) == sorted(held.bit for held in read_holdings(store, "").certificates)
    store.commit({**person(9), **write_segments(earned(9))}, "one too many")
    with pytest.raises(StatusListFull):
        certify(store, signer)


def test_a_list_that_is_not_the_issuers_is_told() -> None:
    """Another key's, another issuer's, a changed one, none."""
    signer = key()
    keys = (public(signer),)
    good = sign_list(LIST, DID, (5, 77), signer, AT)
    assert {5, 77} == set(read_list(good, DID, keys).bits)
    header, payload, signature = good.split(b".")
    for wrong in (
        *(b"", b"a.b.c", b"\xff", good[:-2], good + b"\n"),
        b".".join([header, payload, signature[::-1]]),
        sign_list(LIST, DID, (), key(), AT),
        sign_list(LIST, "did:web:example.org", (), signer, AT),
    ):
        with pytest.raises(BadStatusList):
            read_list(wrong, DID, keys)


class Interrupted(Exception):
    """The program was ended."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(3))
def test_ended_around_any_commit_the_next_run_completes_it(
    when: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three commits of two certificates each: all or nothing of each, nobody twice, nobody lost."""
    monkeypatch.setattr("smol_leaderboard.issuing.BATCH", 2)
    store, signer = MemoryStore(), key()
    board(store, signer, range(1, 7))
    real, seen = store.commit, iter(range(99))

    def commit(changes: dict[str, bytes | None], message: str, parent: str = "") -> str:
        mine = next(seen) == number
        if mine and when == "before":
            raise Interrupted
        done = real(changes, message, parent)
        if mine:
            raise Interrupted
        return done

    monkeypatch.setattr(store, "commit", commit)
    with pytest.raises(Interrupted):
        certify(store, signer)
    assert 2 * (number + (when == "after")) == (ensure_sound(store) if store.read(layout.STATUS_LIST) else 0)
    certify(store, signer)
    assert 6 == ensure_sound(store)
    assert 6 == len({held.subject for held in book(store).holdings.certificates})


def test_a_commit_in_doubt_issues_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """It happened, and nobody could tell: what is there is looked at again before anything is made."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1, 2])
    real, doubts = store.commit, [True]

    def commit(changes: dict[str, bytes | None], message: str, parent: str = "") -> str:
        done = real(changes, message, parent)
        if doubts:
            doubts.clear()
            raise Uncertain("the answer got lost")
        return done

    monkeypatch.setattr(store, "commit", commit)
    certify(store, signer)
    assert 2 == ensure_sound(store)


@pytest.mark.parametrize(
    "fault", [*faults.DONE, faults.GATEWAY_TIMEOUT_BEFORE, faults.MOVED, faults.SERVER_ERROR], ids=lambda one: one.name
)
def test_whatever_becomes_of_a_commit_on_the_hub_each_gets_one(fault: faults.Fault, board_hub: FakeHub) -> None:
    """Done and not told, done later, not done: a commit counts only while what it was made of is the head."""
    store, signer = open_store(BOARD, token=board_hub.token("course"), create=True), key()
    board(store, signer, [1, 2])
    board_hub.faults.add(fault, "commit", times=1)
    certify(store, signer)
    board_hub.faults.clear()
    fresh = open_store(BOARD, token=board_hub.token("course"))
    certify(fresh, signer)
    time.sleep(fault.seconds + 0.2 if fault.carried_out == "later" else 0)
    assert 2 == ensure_sound(fresh)
    assert {"there"} == {outcome.what for outcome in certify(fresh, signer, certificate="fundamentals")}


def overtaken(store: MemoryStore, others: Callable[[], object]) -> None:
    """Let others do something just before the next commit."""

    def before() -> None:
        store.before_commit = lambda: None
        others()

    store.before_commit = before


def test_two_programs_at_once_issue_nobody_twice() -> None:
    """The slower one finds the other's certificates; a revocation in between is kept."""
    store, signer = MemoryStore(), key()
    board(store, signer, range(1, 5))
    overtaken(store, lambda: certify(store, signer))
    certify(store, signer)
    assert 4 == ensure_sound(store)
    store.commit({**person(9), **write_segments(earned(9))}, "one more")
    hand = Signer(signer, LIST, LATER)
    overtaken(store, lambda: revoke(store, lambda found: found.holdings.of(subject(1)), "why", hand, waiting=QUICK))
    certify(store, signer)
    assert 5 == ensure_sound(store)
    assert 1 == len(status_list(store).bits)


def test_a_record_of_another_version_is_carried_as_it_was_published() -> None:
    """A field that a later program added is not in its line: its hash still holds."""
    store, signer = MemoryStore(), key()
    board(store, signer, [1])
    (path,) = [file.path for file in store.files(layout.RECORDS + "quiz/")]
    content = msgspec.json.decode(store.content.pop(path))
    del content["weak"]  # as if written before that field was there
    import hashlib

    content["content_sha256"] = hashlib.sha256(canonical(content | {"content_sha256": ""})).hexdigest()
    line = canonical(content) + b"\n"
    store.commit({layout.segment("quiz", "2026-12", line): line}, "old")
    done = one(certify(store, signer))
    file = read_certificate(store.read(layout.certificate(done.id)) or b"")
    assert line.strip() in [bytes(record) for record in file.records]
    assert content["content_sha256"] in {read_record(bytes(record)).content_sha256 for record in file.records}

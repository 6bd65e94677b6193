"""The issuer's keys: never overwritten, never readable by others, never in anything that is said or published."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smol_grade.messages import say
from smol_leaderboard import layout
from smol_leaderboard.certificate_errors import (
    BadIssuerKey,
    KeyElsewhere,
    KeyLost,
    KeyNotPublished,
    KeyThere,
    LooseIssuerKey,
    NoIssuerKey,
    NoSuchKey,
    NoVerifyExtra,
)
from smol_leaderboard.issuer import new_key, read_document, web_address
from smol_leaderboard.issuer_keys import VARIABLE, current, drawn, read, settle
from smol_leaderboard.key_rotation import Place, establish, rotate
from smol_leaderboard.schema import canonical
from smol_leaderboard.store.local import LocalStore

from .credentials import AT, LIST, key
from .issued import DID, QUICK, board, certify, ensure_sound, status_list
from .killing import FULL, kill_at_random
from .memory_store import MemoryStore
from .sample_board import settings
from .test_issuing import one, verified

PROGRAMS = Path(__file__).parent / "programs"
KILLS = 500 if FULL else 12


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def published(store: MemoryStore | LocalStore, did: str = DID) -> list[str]:
    """The names of the keys that a board publishes, in their order."""
    return [one.kid for one in read_document(store.read(layout.ISSUER) or b"", did)[1]]


def test_the_first_key_is_written_for_its_owner_alone_and_published(tmp_path: Path) -> None:
    """In a folder of its own, 0600; the second time it is there already."""
    store, path = MemoryStore(), tmp_path / "office" / "issuer.pem"
    place = Place(store, DID, path, waiting=QUICK)
    made = establish(place)
    assert (0o600, 0o700) == (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777)
    assert [made.kid] == published(store)
    assert [path] == list(path.parent.iterdir())
    before = path.read_bytes()
    with pytest.raises(KeyThere):
        establish(place)
    assert before == path.read_bytes()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """Group or world, whatever they may do; a folder, a pipe and a text are no keys; none is told."""
    path = tmp_path / "issuer.pem"
    with pytest.raises(NoIssuerKey):
        current(path)
    path.write_bytes(new_key())
    for mode in (0o640, 0o604, 0o620, 0o601):
        path.chmod(mode)
        with pytest.raises(LooseIssuerKey):
            current(path)
    path.chmod(0o600)
    assert current(path).kid == current(path).kid
    path.write_bytes(b"hunter2")
    with pytest.raises(BadIssuerKey) as error:
        current(path)
    assert "hunter2" not in str(error.value.fields)


def test_the_key_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the file's; with real line breaks or written ones; what is none is told without being repeated."""
    path, pem = tmp_path / "issuer.pem", new_key().decode()
    monkeypatch.setenv(VARIABLE, pem)
    store = MemoryStore()
    place = Place(store, DID, path, waiting=QUICK)
    assert [establish(place).kid] == published(store)
    assert not path.exists()
    monkeypatch.setenv(VARIABLE, pem.replace("\n", "\\n"))
    assert [current(path).kid] == published(store)
    with pytest.raises(KeyElsewhere):
        rotate(place, LIST, AT)
    monkeypatch.setenv(VARIABLE, new_key().decode())
    with pytest.raises(KeyNotPublished):
        establish(place)
    monkeypatch.setenv(VARIABLE, "hunter2")
    with pytest.raises(BadIssuerKey) as error:
        current(path)
    assert "hunter2" not in repr(error.value) + str(error.value.fields)


def test_rotation_keeps_what_the_old_key_signed(tmp_path: Path) -> None:
    """The new key signs certificates and the list; the old one's are valid, until it is said to be compromised."""
    store, path = MemoryStore(), tmp_path / "issuer.pem"
    place = Place(store, DID, path, waiting=QUICK)
    old = establish(place)
    board(store, old, [1])
    first = one(certify(store, old))
    done = rotate(place, LIST, AT)
    new = current(path)
    assert (new.kid, "") == done
    assert [new.kid, old.kid] == published(store)
    assert (new.kid, "valid") == (status_list(store).kid, verified(store, first.id))
    assert "there" == one(certify(store, new)).what

    before = path.read_bytes()
    assert ("", old.kid) == rotate(place, LIST, AT, old.kid)
    assert ([new.kid], before) == (published(store), path.read_bytes())
    assert "valid" != verified(store, first.id)
    second = one(certify(store, new))
    assert ("issued", "valid") == (second.what, verified(store, second.id))

    assert new.kid == rotate(place, LIST, AT, new.kid).removed
    third = current(path)
    assert [third.kid] == published(store)
    assert third.kid == status_list(store).kid
    assert "issued" == one(certify(store, third)).what
    with pytest.raises(NoSuchKey):
        rotate(place, LIST, AT, new.kid)
    assert 3 == ensure_sound(store)


def test_a_lost_key_is_rotated_and_never_made_up_silently(tmp_path: Path) -> None:
    """`keys new` on another machine does not take a board over; `keys rotate` is the word for it."""
    store = MemoryStore()
    board(store, lost := key(), [1])
    place = Place(store, DID, tmp_path / "issuer.pem", waiting=QUICK)
    with pytest.raises(KeyLost):
        establish(place)
    assert [] == list(tmp_path.iterdir())
    rotate(place, LIST, AT)
    assert [current(place.path).kid, lost.kid] == published(store)


class Interrupted(Exception):
    """The program was ended."""


@pytest.mark.parametrize("happened", [False, True])
@pytest.mark.parametrize("compromised", [False, True])
def test_ended_around_the_commit_the_same_command_goes_on(happened: bool, compromised: bool, tmp_path: Path) -> None:
    """With the key that was drawn: the first key, a rotation, one of a compromised key."""
    store, path = MemoryStore(), tmp_path / "issuer.pem"
    place = Place(store, DID, path, waiting=QUICK)
    real = store.commit

    def commit(changes: dict[str, bytes | None], message: str, parent: str = "") -> str:
        store.commit = real  # type: ignore[method-assign]
        if happened:
            real(changes, message, parent)
        raise Interrupted

    def ended(work: Callable[[], object]) -> str:
        store.commit = commit  # type: ignore[method-assign]
        with pytest.raises(Interrupted):
            work()
        return drawn(path).kid

    first = ended(lambda: establish(place))
    assert first == establish(place).kid == current(path).kid
    assert [first] == published(store)

    words = (place, LIST, AT, first if compromised else "")
    second = ended(lambda: rotate(*words))
    assert (second, second) == (rotate(*words).signs, current(path).kid)
    assert ([second] if compromised else [second, first]) == published(store)
    assert [path] == list(tmp_path.iterdir())


def test_the_address_of_the_document_is_that_of_the_standard() -> None:
    """A host, a port, a path."""
    assert "https://example.org/.well-known/did.json" == web_address("did:web:example.org")
    assert "https://example.org:8443/.well-known/did.json" == web_address("did:web:example.org%3A8443")
    assert "https://example.org/a/b/did.json" == web_address("did:web:example.org:a:b")


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_killed_at_any_moment_nobody_gets_two_and_nobody_none(memory_folder: Path) -> None:
    """kill -9 while certificates are issued: after each round of kills all that is there fits together."""
    folder, path = memory_folder / "board", memory_folder / "issuer.pem"
    folder.mkdir()
    path.write_bytes(new_key())
    store = LocalStore(folder)
    signer = current(_owned(path))
    board(store, signer, [])
    killed = 0
    while killed < KILLS:
        arguments = [str(folder), str(path)]
        killed += kill_at_random(PROGRAMS / "issues.py", arguments, kills=4, longest=0.5, seed=killed).kills
        store = LocalStore(folder)
        store.recover()
        if store.read(layout.STATUS_LIST):
            ensure_sound(store)
    certify(store, signer)
    people = [file for file in store.files(layout.PEOPLE) if file.path.endswith(".json")]
    assert 0 < len(people) == ensure_sound(store)


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_killed_while_keys_rotate_the_board_publishes_the_key_that_signs(memory_folder: Path) -> None:
    """kill -9 at any moment: the key in the folder, or the one that waits there, is published; no key is readable."""
    folder, path = memory_folder / "board", memory_folder / "office" / "issuer.pem"
    folder.mkdir()
    LocalStore(folder).commit({layout.SETTINGS: canonical(settings())}, "begin")
    killed = 0
    while killed < KILLS:
        arguments = [str(folder), str(path)]
        killed += kill_at_random(PROGRAMS / "rotates.py", arguments, kills=2, longest=0.2, seed=killed).kills
        store = LocalStore(folder)
        store.recover()
        left = list(path.parent.iterdir()) if path.parent.exists() else []
        assert not [file for file in left if file.stat().st_mode & 0o077]
        if path.exists() and (signing := read(path)) is not None:
            there = published(store, "did:web:example.org")
            waiting = read(path.with_name("issuer.new.pem"))
            assert signing.kid in there or (waiting is not None and waiting.kid == there[0])
    rotate(Place(store, "did:web:example.org", path, waiting=QUICK), LIST, AT)
    signing = read(path)
    assert signing is not None
    assert signing.kid == published(store, "did:web:example.org")[0]


def test_without_the_libraries_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback of an import, and nothing is written."""
    for module in ("openbadgeslib.keys", "jwt"):
        with monkeypatch.context() as away:
            away.setitem(sys.modules, module, None)
            with pytest.raises(NoVerifyExtra) as error:
                establish(Place(MemoryStore(), DID, tmp_path / "office" / "issuer.pem"))
            assert "smol-grade[verify]" in say("en", error.value.hint)
    assert [] == list(tmp_path.iterdir())


def test_settling_what_was_not_drawn_is_told(tmp_path: Path) -> None:
    """No traceback of the operating system."""
    from smol_leaderboard.errors import OperatorError

    with pytest.raises(OperatorError):
        settle(tmp_path / "issuer.pem")


def _owned(path: Path) -> Path:
    os.chmod(path, 0o600)
    return path

"""A board with learners who earned certificates, and an issuer for it: what the tests of issuing share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from smol_leaderboard import layout
from smol_leaderboard.certificate_errors import CertificateError
from smol_leaderboard.credential import Evidence, read_certificate
from smol_leaderboard.issuer import IssuerKey, document, read_document
from smol_leaderboard.issuing import Issuer, Outcome, People, Wanted
from smol_leaderboard.key_rotation import public
from smol_leaderboard.ledger import Ledger
from smol_leaderboard.publish import Waiting
from smol_leaderboard.revoking import Book, Signer, read_book
from smol_leaderboard.rules import Rules
from smol_leaderboard.schema import Person, canonical
from smol_leaderboard.segments import write_segments
from smol_leaderboard.statuses import StatusList, read_list
from smol_leaderboard.store import Store

from .credentials import AT, LIST, earned
from .sample_board import subject
from .test_certify import RULES

DID = RULES.issuer.did if RULES.issuer else ""
QUICK = Waiting(attempts=3, first_s=0.001, patience_s=1.0)


def board(store: Store, key: IssuerKey, learners: Iterable[int], rules: Rules = RULES, **changes: Any) -> None:
    """Fill a store: rules, the key, and for each learner a name and what earns fundamentals."""
    files: dict[str, bytes | None] = {
        layout.RULES: canonical(rules),
        layout.ISSUER: document(DID, (public(key),)),
    }
    records: list[Evidence] = []
    for learner in learners:
        files |= person(learner)
        records += earned(learner, rules=rules)
    store.commit(files | write_segments(records), "a board")


def person(learner: int, name: str = "") -> dict[str, bytes | None]:
    """The entry of a learner in `people/`."""
    one = Person(subject=subject(learner), name=name or f"learner{learner}", at=AT)
    return {layout.person(one.subject): canonical(one)}


def certify(
    store: Store, key: IssuerKey, *users: str, at: str = AT, dry_run: bool = False, **wanted: Any
) -> tuple[Outcome, ...]:
    """Issue, as a new program would."""
    ledger = Ledger(store)
    ledger.refresh()
    issuer = Issuer(store, ledger, People(store), Signer(key, LIST, at), Wanted(users, **wanted))
    return issuer.look() if dry_run else issuer.run(waiting=QUICK)


def whats(outcomes: Iterable[Outcome]) -> dict[tuple[str, str], str]:
    """What happened to whom, by name and certificate."""
    return {(one.user, one.certificate): one.what for one in outcomes}


def book(store: Store) -> Book:
    """What the board says of its certificates."""
    found = read_book(store, store.head())
    assert found is not None
    return found


def status_list(store: Store) -> StatusList:
    """The signed list as it is published."""
    did, keys = read_document(store.read(layout.ISSUER) or b"")
    return read_list(store.read(layout.STATUS_LIST) or b"", did, keys)


def ensure_sound(store: Store) -> int:
    """Fail unless index, files and status list fit together and every place is one's own; return how many there are."""
    try:
        found = book(store)
    except CertificateError as error:  # pragma: no cover
        raise AssertionError(error) from error
    held = found.holdings.certificates
    assert len({one.bit for one in held}) == len(held) == len({one.id for one in held})
    paths = {file.path for file in store.files(layout.CERTIFICATES)} - {layout.CERTIFICATE_INDEX}
    assert {layout.certificate(one.id) for one in held} == paths
    for one in held:
        read_certificate(store.read(layout.certificate(one.id)) or b"")
        assert store.read(layout.rules_at(one.rules))
    if held:
        assert {one.bit for one in found.reasons.revoked.values()} == set(status_list(store).bits)
    return len(held)

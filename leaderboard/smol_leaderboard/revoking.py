"""What a board says of its certificates, and saying of some that they hold no longer.

Everything that changes is written in one commit, and only while what it was made of is still the head. Killed anywhere,
the same command does what is left; done twice, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from . import layout
from .budget import Bucket
from .certificate_errors import KeyNotPublished
from .holdings import Holding, Holdings, read_holdings
from .issuer import IssuerKey, PublicKey, read_document
from .publish import Waiting, commit_derived
from .schema import canonical
from .statuses import (
    Reasons,
    Revocation,
    StatusList,
    checked_reason,
    is_stale,
    read_list,
    read_reasons,
    sign_list,
)
from .store import Store


class Signer(NamedTuple):
    """Who signs now."""

    key: IssuerKey
    url: str
    """How a new status list names itself; one that is there keeps its name."""
    at: str
    """The time, UTC, `2026-11-25T12:00:00Z`."""


class Book(NamedTuple):
    """What a board says of its certificates at one revision."""

    did: str
    keys: tuple[PublicKey, ...]
    """The newest first."""
    holdings: Holdings
    reasons: Reasons
    listed: StatusList | None

    @property
    def bits(self) -> frozenset[int]:
        """The places that are revoked, by the signed list or by the reasons: what either says is not taken back."""
        said = frozenset(one.bit for one in self.reasons.revoked.values())
        return said | self.listed.bits if self.listed is not None else said

    def is_valid(self, one: Holding, at: str) -> bool:
        """Return whether a certificate still is: not revoked, not expired, its key not removed."""
        kept = one.kid in {key.kid for key in self.keys}
        return kept and not self.is_revoked(one) and not (one.expires_at and one.expires_at <= at)

    def is_revoked(self, one: Holding) -> bool:
        """Return whether a certificate was revoked."""
        return one.id in self.reasons.revoked or one.bit in self.bits


def read_book(store: Store, revision: str, did: str = "") -> Book | None:
    """Return what a board says of its certificates; None where no key was ever published.

    With `did`, the keys must be of that issuer. Raises `BadIssuer`, `BadStatusList`, `BadCertificate`, `StoreError`.
    """
    content = store.read(layout.ISSUER, revision)
    if content is None:
        return None
    found, keys = read_document(content, did)
    signed = store.read(layout.STATUS_LIST, revision)
    listed = read_list(signed, found, keys) if signed is not None else None
    reasons = read_reasons(store.read(layout.REASONS, revision))
    return Book(found, keys, read_holdings(store, revision), reasons, listed)


def ensure_published(book: Book | None, key: IssuerKey) -> Book:
    """Return the book; raise `KeyNotPublished` if nobody could verify what the key signs."""
    if book is None or key.kid not in {one.kid for one in book.keys}:
        raise KeyNotPublished(key.kid)
    return book


def status_files(book: Book, new: Mapping[str, Revocation], signer: Signer, *, anew: bool = False) -> dict[str, bytes]:
    """Return the files of `status/` with further revocations, by id; none where nothing is to be changed.

    A list that is there is signed anew when it got old, or `anew`.
    """
    revoked = {**new, **book.reasons.revoked}
    files = {}
    if revoked != book.reasons.revoked:
        files[layout.REASONS] = canonical(Reasons(revoked=revoked))
    if files or anew or (book.listed is not None and is_stale(book.listed, signer.key, signer.at)):
        url = book.listed.url if book.listed is not None else signer.url
        bits = book.bits | {one.bit for one in new.values()}
        files[layout.STATUS_LIST] = sign_list(url, book.did, bits, signer.key, signer.at)
    return files


def revoke(
    store: Store,
    choose: Callable[[Book], Iterable[Holding]],
    reason: str,
    signer: Signer,
    *,
    bucket: Bucket | None = None,
    waiting: Waiting | None = None,
) -> tuple[Holding, ...]:
    """Revoke the certificates that `choose` names; return those that were valid until now.

    Raises what `choose` raises, `NoReason`, `KeyNotPublished` and the store's errors.
    """
    why = checked_reason(reason)
    done: dict[str, Holding] = {}

    def build(parent: str) -> dict[str, bytes]:
        book = ensure_published(read_book(store, parent), signer.key)
        new = {one.id: one for one in choose(book) if one.id not in book.reasons.revoked}
        done.update(new)
        made = {one.id: Revocation(bit=one.bit, at=signer.at, reason=why) for one in new.values()}
        return status_files(book, made, signer)

    commit_derived(store, build, "Certificates revoked", bucket=bucket, waiting=waiting)
    return tuple(done.values())


def revoke_all(
    store: Store,
    subject: str,
    reason: str,
    signer: Signer,
    *,
    bucket: Bucket | None = None,
    waiting: Waiting | None = None,
) -> tuple[Holding, ...]:
    """Revoke every certificate of a subject; return those that were not revoked before. None is no error."""
    if not read_holdings(store, store.head()).of(subject):
        return ()
    return revoke(store, lambda book: book.holdings.of(subject), reason, signer, bucket=bucket, waiting=waiting)

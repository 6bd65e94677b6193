"""A board's keys to sign with: the first one, further ones, and one that somebody else may have.

First the new key is written, then its public half is published, then it takes its place: see `issuer_keys`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from . import layout
from .budget import Bucket
from .certificate_errors import KeyElsewhere, KeyLost, KeyNotPublished, KeyThere, NoSuchKey
from .issuer import IssuerKey, PublicKey, document
from .issuer_keys import drawn, from_environment, is_drawn, read, settle
from .publish import Waiting, commit_derived
from .revoking import Book, Signer, read_book, status_files
from .store import Store


class Place(NamedTuple):
    """A board and the operator's key."""

    store: Store
    did: str
    path: Path
    """Of the private key."""
    bucket: Bucket | None = None
    waiting: Waiting | None = None

    def book(self) -> Book | None:
        """Return what the board publishes now."""
        return read_book(self.store, self.store.head(), self.did)

    def commit(self, build: Callable[[str], dict[str, bytes]], message: str) -> None:
        """Write what is made of the head."""
        commit_derived(self.store, build, message, bucket=self.bucket, waiting=self.waiting)


class Rotated(NamedTuple):
    """What a rotation did."""

    signs: str
    """The key that signs now; empty where only another one was removed."""
    removed: str
    """The key whose certificates are void now; empty for none."""


def public(key: IssuerKey) -> PublicKey:
    """Return what is published of a key."""
    return msgspec.convert(key.jwk, PublicKey)


def establish(place: Place) -> IssuerKey:
    """Make a board's first key, or publish the one that is here already; return it.

    Raises `KeyThere`, `KeyLost`, `KeyNotPublished`, what is wrong with the key's file, and the store's errors.
    """
    here = from_environment() or read(place.path)
    if here is None and not is_drawn(place.path) and place.book() is not None:
        raise KeyLost
    key = here or drawn(place.path)

    def build(parent: str) -> dict[str, bytes]:
        book = read_book(place.store, parent, place.did)
        if book is None:
            return {layout.ISSUER: document(place.did, (public(key),))}
        if key.kid not in {one.kid for one in book.keys}:
            raise KeyNotPublished(key.kid)
        if here is not None:
            raise KeyThere(str(place.path))
        return {}

    place.commit(build, "The key that certificates are signed with")
    if here is None:
        settle(place.path)
    return key


def rotate(place: Place, url: str, at: str, compromised: str = "") -> Rotated:
    """Let a new key sign; keep the others, so that what they signed stays valid, but for one that is `compromised`.

    Where that one does not sign any more, it is removed and no new one is drawn. Raises `KeyElsewhere`, `NoSuchKey`,
    what is wrong with the board's files, and the store's errors.
    """
    if from_environment() is not None:
        raise KeyElsewhere
    signs = read(place.path)
    book = place.book()
    there = {one.kid for one in book.keys} if book is not None else set()
    if compromised and compromised not in there:
        if is_drawn(place.path) and drawn(place.path).kid in there:  # killed when all but this was done
            signs = drawn(place.path)
            settle(place.path)
            return Rotated(signs.kid, compromised)
        raise NoSuchKey(compromised)
    if compromised and signs is not None and signs.kid != compromised and signs.kid in there:
        _publish(place, signs, Signer(signs, url, at), compromised)
        return Rotated("", compromised)
    key = drawn(place.path)
    _publish(place, key, Signer(key, url, at), compromised)
    settle(place.path)
    return Rotated(key.kid, compromised)


def _publish(place: Place, key: IssuerKey, signer: Signer, compromised: str) -> None:
    """Publish a key before the others, without the compromised one, and sign the status list with it."""

    def build(parent: str) -> dict[str, bytes]:
        book = read_book(place.store, parent, place.did)
        if book is None:
            return {layout.ISSUER: document(place.did, (public(key),))}
        kept = tuple(one for one in book.keys if one.kid not in (key.kid, compromised))
        status = status_files(book, {}, signer, anew=True) if book.listed is not None else {}
        return {layout.ISSUER: document(place.did, (public(key), *kept)), **status}

    place.commit(build, "Keys that certificates are signed with")

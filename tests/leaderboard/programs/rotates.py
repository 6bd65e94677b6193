"""Draws and rotates an issuer's keys over and over; is killed. Arguments: board, key file."""

from __future__ import annotations

from pathlib import Path

from smol_leaderboard.issuer_keys import is_drawn, read
from smol_leaderboard.key_rotation import Place, establish, rotate
from smol_leaderboard.store.local import LocalStore

DID = "did:web:example.org"
AT = "2026-11-24T12:00:00Z"
LIST = "https://example.org/status/revocation.jwt"


def work(arguments: list[str], _number: int) -> None:
    """Make the first key if there is none yet, then rotate; every other time the key before is compromised; old ones go."""
    store = LocalStore(Path(arguments[0]))
    store.recover()
    place = Place(store, DID, Path(arguments[1]))
    if read(place.path) is None:
        establish(place)
    for turn in range(100):
        signing = read(place.path)
        compromised = signing.kid if turn % 2 and signing is not None and not is_drawn(place.path) else ""
        rotate(place, LIST, AT, compromised)
        book = place.book()
        if book is not None and len(book.keys) > 5:
            rotate(place, LIST, AT, book.keys[-1].kid)

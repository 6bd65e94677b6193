"""Was a credential revoked? Its place in the status list, which the issuer signs and which expires."""

from __future__ import annotations

import datetime
import re
from typing import Any, NamedTuple

from smol_grade.schedule import moment

from .findings import Refused, Unchecked
from .issuer import PublicKey, need_extra
from .statuses import PURPOSE, SIZE
from .tokens import check_signature, read_token

LEEWAY = datetime.timedelta(minutes=5)
"""What another machine's clock may be ahead."""
INDEX = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)


class Listed(NamedTuple):
    """What the list says of one credential."""

    revoked: bool
    issued_at: str
    valid_until: str


class Entry(NamedTuple):
    """Where a credential says that its revocation is told."""

    url: str
    bit: int


def read_entry(claims: dict[str, Any]) -> Entry:
    """Return the place of a credential; raise `Refused` for one that names none, or another kind of list."""
    entry = claims.get("credentialStatus")
    if not isinstance(entry, dict) or entry.get("type") != "BitstringStatusListEntry":
        raise Refused("status_entry")
    if entry.get("statusPurpose") != PURPOSE:
        raise Refused("status_purpose", purpose=str(entry.get("statusPurpose")))
    index, url = entry.get("statusListIndex"), entry.get("statusListCredential")
    if not isinstance(index, str) or not INDEX.fullmatch(index) or int(index) >= SIZE or not isinstance(url, str):
        raise Refused("status_index")
    if entry.get("id") != f"{url}#{index}":
        raise Refused("status_index")
    return Entry(url, int(index))


def look_up(
    entry: Entry, content: bytes | None, did: str, keys: tuple[PublicKey, ...], now: datetime.datetime
) -> Listed:
    """Return what the list of a board says; raise `Refused`, and `Unchecked` for what is no list of the issuer."""
    if content is None:
        raise Unchecked("status_missing")
    claims = _claims_of(content, did, keys)
    if claims.get("id") != entry.url:
        raise Refused("status_other", named=entry.url, found=str(claims.get("id")))
    subject = claims["credentialSubject"]
    try:
        if subject["statusPurpose"] != PURPOSE:
            raise Unchecked("status_list_purpose", purpose=str(subject["statusPurpose"]))
        since, until = moment(claims["validFrom"]), moment(claims["validUntil"])
        bits = _bits(subject["encodedList"])
        if (claims["nbf"], claims["exp"]) != (since.timestamp(), until.timestamp()):
            raise Unchecked("status_form")
    except (KeyError, TypeError, ValueError):
        raise Unchecked("status_form") from None
    if since > now + LEEWAY or now >= until:
        raise Unchecked("status_old", until=claims["validUntil"])
    return Listed(entry.bit in bits, claims["validFrom"], claims["validUntil"])


def _claims_of(content: bytes, did: str, keys: tuple[PublicKey, ...]) -> dict[str, Any]:
    """Return the claims of a list that one of the issuer's keys signed."""
    try:
        token = read_token(content.decode("ascii"))
    except UnicodeDecodeError:
        raise Unchecked("status_form") from None
    except Refused as found:
        unsigned = found.code == "jwt_alg_none" or found.fields.get("part") == "signature"
        raise Unchecked("status_unsigned" if unsigned else "status_form") from None
    claims = token.claims
    issuer = claims.get("issuer")
    if claims.get("iss") != did or (issuer.get("id") if isinstance(issuer, dict) else issuer) != did:
        raise Unchecked("status_issuer", issuer=str(claims.get("iss")))
    named = {f"{did}#{key.kid}": key for key in keys}
    if token.kid not in named:
        raise Unchecked("status_key", kid=token.kid.partition("#")[2])
    try:
        check_signature(token, named[token.kid])
    except Refused:
        raise Unchecked("status_signature") from None
    if "BitstringStatusListCredential" not in str(claims.get("type")) or not isinstance(
        claims.get("credentialSubject"), dict
    ):
        raise Unchecked("status_form")
    return claims


def _bits(encoded: str) -> frozenset[int]:
    need_extra()
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import decode_encoded_list, set_indices

    try:
        bitstring = decode_encoded_list(encoded)
    except LibOpenBadgesException as error:
        raise ValueError("not a list of bits") from error
    if len(bitstring) * 8 != SIZE:
        raise ValueError("of another size")
    return set_indices(bitstring)

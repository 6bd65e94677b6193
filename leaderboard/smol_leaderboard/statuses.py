"""Revocation: the status list (W3C Bitstring Status List, openbadgeslib's), and why each certificate was revoked."""

from __future__ import annotations

import datetime
import secrets
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

import msgspec

from smol_grade.schedule import MOMENT, moment

from .certificate_errors import BadStatusList, NoReason, StatusListFull
from .issuer import IssuerKey, PublicKey, need_extra, verified
from .layout import STATUS_LIST
from .schema import SCHEMA_VERSION, Struct

SIZE = 131_072
"""Bits of the list: so many that a place says nothing about its holder."""
VALID_DAYS = 400
"""An older copy cannot be passed off as current for longer."""
RENEWED_DAYS = 1
"""A list that is older is signed anew by whatever looks at it."""
PURPOSE = "revocation"
LONGEST_REASON = 300
HUB = "https://huggingface.co"


class Revocation(Struct, frozen=True, kw_only=True):
    """One certificate that was revoked."""

    bit: int
    at: str
    reason: str


class Reasons(Struct, frozen=True, kw_only=True):
    """`status/reasons.json`."""

    schema_version: int = SCHEMA_VERSION
    revoked: dict[str, Revocation] = {}
    """By the certificate's id."""


class StatusList(NamedTuple):
    """What a signed list says."""

    url: str
    """How it names itself, and credentials name it."""
    bits: frozenset[int]
    issued_at: str
    valid_until: str
    kid: str


def address(data_set: str) -> str:
    """Return how the list of a Hub data set names itself."""
    return f"{HUB}/datasets/{data_set}/resolve/main/{STATUS_LIST}"


def draw(taken: Collection[int]) -> int:
    """Return a place of the list that nobody has, at random; raise `StatusListFull`."""
    if len(taken) < SIZE // 2:
        while (bit := secrets.randbelow(SIZE)) in taken:
            pass
        return bit
    free = [bit for bit in range(SIZE) if bit not in taken]
    if not free:
        raise StatusListFull
    return secrets.choice(free)


def sign_list(url: str, did: str, bits: Collection[int], key: IssuerKey, at: str) -> bytes:
    """Return the list as a signed JWT, valid from `at` on."""
    need_extra()
    from openbadgeslib.ob3 import build_status_list_credential

    issued = moment(at)
    until = issued + datetime.timedelta(days=VALID_DAYS)
    claims = build_status_list_credential(did, url, PURPOSE, sorted(bits), SIZE, issued, until)
    registered = {"iss": did, "jti": url, "nbf": int(issued.timestamp()), "exp": int(until.timestamp())}
    return key.signed(claims | registered, did).encode("ascii")


def read_list(content: bytes, did: str, keys: tuple[PublicKey, ...]) -> StatusList:
    """Return what a list says that one of the issuer's keys signed, expired or not; raise `BadStatusList`."""
    need_extra()
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import decode_encoded_list, set_indices

    try:
        token = content.decode("ascii")
        claims = verified(token, did, keys)
        subject = claims["credentialSubject"]
        bitstring = decode_encoded_list(subject["encodedList"])
        if subject["statusPurpose"] != PURPOSE or len(bitstring) * 8 != SIZE:
            raise BadStatusList("it is of another kind")
        return StatusList(
            claims["id"], set_indices(bitstring), claims["validFrom"], claims["validUntil"], kid_of(token)
        )
    except (ValueError, KeyError, TypeError, LibOpenBadgesException) as error:
        raise BadStatusList(str(error)[:200]) from error


def kid_of(token: str) -> str:
    """Return the name of the key that a JWT says that it was signed with."""
    import jwt

    return str(jwt.get_unverified_header(token).get("kid", "")).partition("#")[2]


def read_reasons(content: bytes | None) -> Reasons:
    """Return why certificates were revoked, none where there is no file; raise `BadStatusList`."""
    if content is None:
        return Reasons()
    try:
        found = msgspec.json.decode(content, type=Reasons)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadStatusList(f"reasons.json: {error}"[:200]) from error
    if found.schema_version != SCHEMA_VERSION:
        raise BadStatusList("reasons.json is of a later version")
    return found


def is_stale(found: StatusList, key: IssuerKey, at: str) -> bool:
    """Return whether a list is to be signed anew: with the key that signs now, and not only long ago."""
    oldest = (moment(at) - datetime.timedelta(days=RENEWED_DAYS)).strftime(MOMENT)
    return found.kid != key.kid or found.issued_at < oldest


def checked_reason(text: str) -> str:
    """Return a reason as it is published: one line without characters that do more than show themselves."""
    reason = unicodedata.normalize("NFC", " ".join(text.split()))
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise NoReason
    return reason

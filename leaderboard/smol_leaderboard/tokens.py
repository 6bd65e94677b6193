"""JWTs, read strictly: one spelling, one algorithm, one key. The signature is PyJWT's and cryptography's to check.

A key, an address or a certificate inside a token is ignored: only the issuer's document says which keys there are.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, NamedTuple

import msgspec

from .findings import Refused
from .issuer import ALGORITHM, JWT_TYPE, PublicKey, need_extra
from .strict_json import NotStrict, loads

LARGEST_TOKEN = 400_000
PARTS = ("header", "claims", "signature")


class Token(NamedTuple):
    """A token that is well formed. Nothing in it is proven by that."""

    text: str
    header: dict[str, Any]
    claims: dict[str, Any]

    @property
    def kid(self) -> str:
        """The key that it names, `DID#KEY`."""
        return str(self.header["kid"])


def read_token(text: str) -> Token:
    """Return a token that is spelled as it must be and names EdDSA and a key; raise `Refused`, each reason its code."""
    if len(text) > LARGEST_TOKEN:
        raise Refused("jwt_large")
    parts = text.split(".")
    if len(parts) != len(PARTS):
        raise Refused("jwt_parts", count=len(parts))
    header, claims, _ = (_decoded(part, name) for part, name in zip(parts, PARTS, strict=True))
    head = _object(header, "header")
    _check_header(head)
    return Token(text, head, _object(claims, "claims"))


def check_signature(token: Token, key: PublicKey, others: tuple[PublicKey, ...] = ()) -> None:
    """Raise `Refused` unless a key signed the token; if one of the others did, that is said."""
    if _signed(token, key):
        return
    raise Refused("signature_other_key" if any(_signed(token, other) for other in others) else "signature_bad")


def _signed(token: Token, key: PublicKey) -> bool:
    need_extra()
    import jwt

    if (key.kty, key.crv) != ("OKP", "Ed25519"):
        return False
    try:
        known = jwt.PyJWK(msgspec.to_builtins(key), ALGORITHM)
        jwt.PyJWS().decode_complete(token.text, known, algorithms=[ALGORITHM])
    except jwt.exceptions.PyJWTError:
        return False
    return True


def _decoded(part: str, name: str) -> bytes:
    """Return the bytes of a part; refuse every spelling but the one: no padding, no blanks, no bits left over."""
    try:
        content = base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Refused("jwt_base64", part=name) from None
    if not part or base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii") != part:
        raise Refused("jwt_base64", part=name)
    return content


def _object(content: bytes, name: str) -> dict[str, Any]:
    try:
        value = loads(content)
    except NotStrict as error:
        raise Refused(f"jwt_{error.problem}", part=name, detail=error.detail) from None
    if not isinstance(value, dict):
        raise Refused("jwt_shape", part=name)
    return value


def _check_header(header: dict[str, Any]) -> None:
    algorithm = header.get("alg")
    if algorithm != ALGORITHM:
        named = algorithm if isinstance(algorithm, str) else ""
        if named.strip().casefold() in ("", "none"):
            raise Refused("jwt_alg_none")
        symmetric = named.upper().startswith("HS")
        raise Refused("jwt_alg_symmetric" if symmetric else "jwt_alg_other", alg=named)
    if "crit" in header or "b64" in header:
        raise Refused("jwt_crit")
    if not isinstance(header.get("kid"), str) or not header["kid"]:
        raise Refused("jwt_kid_missing")
    if header.get("typ") != JWT_TYPE:
        raise Refused("jwt_type")

"""The issuer: whose key signs credentials, and the DID document that publishes the public half.

No cryptography of ours: keys, DID document and signatures are openbadgeslib's, PyJWT's and cryptography's. The private
key is in no record, in no text of an error and in no `repr`.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from .certificate_errors import BadIssuer, BadIssuerKey, NoVerifyExtra
from .schema import Struct, canonical

ALGORITHM = "EdDSA"
JWT_TYPE = "JWT"
"""`typ` of the header, as Open Badges 3.0 wants it."""
LARGEST_DOCUMENT = 100_000
UNTIMED: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}


class IssuerKey:
    """A private key. Never printed: `repr` shows the name of the public one."""

    def __init__(self, pem: bytes) -> None:
        """Read the PEM of an Ed25519 key; raise `BadIssuerKey` for anything else."""
        need_extra()
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = None
        try:
            key = load_pem_private_key(pem, None)
        except Exception as error:  # noqa: BLE001 - its text may hold what was read
            problem = type(error).__name__
        else:
            problem = "it is no Ed25519 key"
        if not isinstance(key, Ed25519PrivateKey):
            raise BadIssuerKey(problem)
        self._key = key
        self.jwk = _public_jwk(key.public_key())
        """The public half, RFC 8037, with its name."""

    def __repr__(self) -> str:
        return f"IssuerKey({self.kid!r})"

    @property
    def kid(self) -> str:
        """The name of the key, within the DID: the first 16 hexadecimal digits of its RFC 7638 thumbprint."""
        return str(self.jwk["kid"])

    def signed(self, claims: dict[str, Any], did: str) -> str:
        """Return claims as a JWT that this key signed, named by its place in the DID document."""
        import jwt

        headers = {"kid": f"{did}#{self.kid}", "typ": JWT_TYPE}
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers=headers, sort_headers=True)


def new_key() -> bytes:
    """Return the PEM (PKCS #8) of a new Ed25519 key from the system's randomness."""
    need_extra()
    from openbadgeslib.keys import KeyEd25519

    return bytes(KeyEd25519().generate_keypair()[0])


def need_extra() -> None:
    """Raise `NoVerifyExtra` where the libraries of credentials are not installed."""
    try:
        import jwt  # noqa: F401
        import openbadgeslib.keys  # noqa: F401
    except ImportError as error:
        raise NoVerifyExtra(error.name or "openbadgeslib") from error


def _public_jwk(public: Any) -> dict[str, str]:
    from openbadgeslib.keys import key_to_pem, public_jwk_from_pem

    jwk = {name: str(value) for name, value in public_jwk_from_pem(key_to_pem(public)).items()}
    thumbed = {name: jwk[name] for name in ("crv", "kty", "x")}
    return thumbed | {"kid": hashlib.sha256(canonical(thumbed)).hexdigest()[:16]}


class PublicKey(Struct, frozen=True, kw_only=True):
    """A public key of the DID document, RFC 8037."""

    kty: str
    crv: str
    x: str
    kid: str


def document(did: str, keys: tuple[PublicKey, ...]) -> bytes:
    """Return the DID document that publishes keys, the newest first. Raises `BadIssuer` for none."""
    need_extra()
    from openbadgeslib.ob3 import build_did_document

    if not keys:
        raise BadIssuer("it would hold no key")
    made = build_did_document(did, [(key.kid, msgspec.to_builtins(key)) for key in keys])
    return msgspec.json.format(canonical(made), indent=2) + b"\n"


def read_document(content: bytes, did: str = "") -> tuple[str, tuple[PublicKey, ...]]:
    """Return the DID and the keys of a document, in its order; raise `BadIssuer` for one that is not ours.

    With `did`, it must be of that one.
    """
    if len(content) > LARGEST_DOCUMENT:
        raise BadIssuer("it is too large")
    try:
        found = msgspec.json.decode(content)
        methods = [
            (method["id"], method["controller"], method["publicKeyJwk"]) for method in found["verificationMethod"]
        ]
        keys = tuple(msgspec.convert(jwk, PublicKey) for _, _, jwk in methods)
        owner, may_sign = found["id"], found["assertionMethod"]
    except (msgspec.MsgspecError, KeyError, TypeError, UnicodeDecodeError, RecursionError) as error:
        raise BadIssuer("it is no DID document of ours") from error
    named = [(f"{owner}#{key.kid}", owner) for key in keys]
    right = named == [(name, controller) for name, controller, _ in methods] and may_sign == [name for name, _ in named]
    if not isinstance(owner, str) or not keys or not right:
        raise BadIssuer("it is no DID document of ours")
    if did and owner != did:
        raise BadIssuer(f"it is of {owner}, not of {did}")
    return owner, keys


def web_address(did: str) -> str:
    """Return where the world looks for the document of a did:web."""
    host, *path = did.removeprefix("did:web:").split(":")
    return f"https://{host.replace('%3A', ':')}/{'/'.join(path) or '.well-known'}/did.json"


def verified(token: str, did: str, keys: tuple[PublicKey, ...]) -> dict[str, Any]:
    """Return the claims of what one of an issuer's keys signed, whatever the time is.

    Another machine's clock may be ahead, and a list that expired is signed anew. Raises `ValueError` for anything
    else; what it says is for people.
    """
    need_extra()
    import jwt

    try:
        kid = str(jwt.get_unverified_header(token).get("kid"))
        named = {f"{did}#{key.kid}": key for key in keys}
        key = jwt.PyJWK(msgspec.to_builtins(named[kid]), ALGORITHM)
        claims = jwt.decode(token, key, [ALGORITHM], options=UNTIMED, issuer=did)
    except KeyError:
        raise ValueError("it names no key of the issuer") from None
    except jwt.exceptions.PyJWTError as error:
        raise ValueError(str(error)) from error
    return claims

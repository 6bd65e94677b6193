"""Sealing a package to the course's public key, and opening it in the judge.

A sealed box (libsodium's X25519, XSalsa20-Poly1305) can be made by anybody who knows the public key, and opened by
the private one only: not by who made it, and not without noticing a changed byte. It does not say who made it; that
is the Hub's word, and the package names its user. What is sealed is padded, so that its size tells little.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from types import ModuleType
from typing import NamedTuple

import msgspec

from .errors import ExtraNeeded, NotAKey, SealError, TooLarge
from .handed_in import Package
from .schema import SCHEMA_VERSION, canonical

SMALLEST_BUCKET = 4_096
LARGEST_PACKAGE = 294_912
"""Bytes of the largest package, padding included: in base64 it stays below `schema.LARGEST_REQUEST`."""


class Sealed(NamedTuple):
    """A sealed package."""

    text: str
    """Base64 of the box."""
    sha256: str
    """Of the box's bytes, hexadecimal."""


class KeyPair(NamedTuple):
    """Two X25519 keys, 32 bytes each in hexadecimal."""

    public: str
    private: str


def new_keys() -> KeyPair:
    """Return a new pair of keys, drawn from the system's randomness."""
    public = _nacl()
    private = public.PrivateKey.generate()
    return KeyPair(bytes(private.public_key).hex(), bytes(private).hex())


def public_of(private_key: str) -> str:
    """Return the public key of a private one; raise `NotAKey` for what is none."""
    public = _nacl()
    return bytes(public.PrivateKey(_key(private_key)).public_key).hex()


def seal(package: Package, public_key: str) -> Sealed:
    """Seal a package to a public key (hexadecimal).

    Raises `NotAKey`, `TooLarge`, and `ExtraNeeded` without PyNaCl.
    """
    public = _nacl()
    from nacl.exceptions import CryptoError

    try:
        box = public.SealedBox(public.PublicKey(_key(public_key))).encrypt(canonical(padded(package)))
    except CryptoError as error:  # 32 bytes, yet no point of the curve that may be used
        raise NotAKey() from error
    return Sealed(base64.b64encode(box).decode("ascii"), hashlib.sha256(box).hexdigest())


def open_sealed(sealed: str, private_key: str) -> Package:
    """Open what `seal` made. Raises `SealError` for anything else: whoever sealed it may have sealed any bytes."""
    public = _nacl()
    from nacl.exceptions import CryptoError

    try:
        data = public.SealedBox(public.PrivateKey(_key(private_key))).decrypt(box_of(sealed))
        package = msgspec.json.decode(data, type=Package)
    except (CryptoError, ValueError, RecursionError) as error:  # msgspec's and Unicode errors are ValueErrors
        raise SealError() from error
    if package.schema_version != SCHEMA_VERSION:
        raise SealError()
    return package


def box_of(sealed: str) -> bytes:
    """Return the bytes of a box that stands as base64 in a request; raise `SealError` for another spelling."""
    try:
        box = base64.b64decode(sealed.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise SealError() from error
    if base64.b64encode(box).decode("ascii") != sealed:  # the same bytes have one spelling
        raise SealError()
    return box


def hash_of(sealed: str) -> str:
    """Return the SHA-256 of a box that stands as base64 in a request; raise `SealError` for what is none."""
    return hashlib.sha256(box_of(sealed)).hexdigest()


def padded(package: Package) -> Package:
    """Return the package filled up to the next bucket: a power of two from 4 KiB, or the largest. Raises `TooLarge`."""
    bare = msgspec.structs.replace(package, padding="")
    size = len(canonical(bare))
    return msgspec.structs.replace(bare, padding=" " * (bucket(size) - size))


def bucket(size: int) -> int:
    """Return the size to which so many bytes are filled up; raise `TooLarge` when there is none."""
    if size > LARGEST_PACKAGE:
        raise TooLarge(size, LARGEST_PACKAGE)
    return min(max(SMALLEST_BUCKET, 1 << (size - 1).bit_length()), LARGEST_PACKAGE)


def _nacl() -> ModuleType:
    try:
        from nacl import public
    except ImportError as error:
        raise ExtraNeeded("PyNaCl", "submit") from error
    return public


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise NotAKey() from error
    if len(key) != 32 or text.strip() != text:
        raise NotAKey()
    return key

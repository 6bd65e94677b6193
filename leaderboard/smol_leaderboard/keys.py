"""The operator's secrets: one file that only its owner may read, outside the store.

Two keys are drawn: the private key that opens packages, and the course's key. From the second come the key of the seeds
and that of the subjects, so that neither of them tells anything of the other (HKDF-Expand with one block, RFC 5869).
Whoever loses the file can open no request and reveal no seed; whoever steals it can. Keep a copy offline.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from pathlib import Path

import msgspec

from smol_grade.files import write_atomically

from .errors import OperatorError
from .schema import SCHEMA_VERSION, Struct
from .sealing import new_keys, public_of

PRIVATE = 0o600
HEX64 = re.compile(r"[0-9a-f]{64}")


class Keys(Struct, frozen=True, kw_only=True):
    """The content of the file. Never printed: `repr` shows the public key alone."""

    schema_version: int = SCHEMA_VERSION
    about: str = "Secrets of a leaderboard: whoever has this file reads every submission. Never publish it."
    private_key: str
    """X25519, 64 hexadecimal digits."""
    course_key: str
    """32 random bytes, hexadecimal."""

    def __repr__(self) -> str:
        return f"Keys(public_key={self.public_key!r})"

    @property
    def public_key(self) -> str:
        """The key to which learners seal, 64 hexadecimal digits."""
        return public_of(self.private_key)

    @property
    def seed_key(self) -> bytes:
        """32 bytes from which `seeds.secret` makes the seed of each grading."""
        return self._derived("seed")

    def subject(self, user_id: str) -> str:
        """Return how records name a user of the Hub, 64 hexadecimal digits. The id stays when the user is renamed."""
        return hmac.new(self._derived("subject"), user_id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _derived(self, use: str) -> bytes:
        info = f"smol-grade {use} key".encode()
        return hmac.new(bytes.fromhex(self.course_key), info + b"\1", hashlib.sha256).digest()


def new() -> Keys:
    """Return new keys from the system's randomness."""
    return Keys(private_key=new_keys().private, course_key=secrets.token_hex(32))


def create(path: Path) -> Keys:
    """Write new keys into a file that does not exist yet; raise `OperatorError` if it does, or cannot be made."""
    if os.path.lexists(path):
        raise OperatorError(f"{path} is there already; keys are never overwritten")
    made = new()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, msgspec.json.format(msgspec.json.encode(made)).decode() + "\n", PRIVATE)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from error
    return made


def load(path: Path) -> Keys:
    """Read the keys; raise `OperatorError` for none, for damaged ones, and for a file that others may read."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(10_000)
    except OSError as error:
        raise OperatorError(f"the keys {path} cannot be read: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise OperatorError(f"others may read the keys {path}; run: chmod 600 {path}")
    try:
        keys = msgspec.json.decode(content, type=Keys)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path} does not hold the keys of a board") from error
    if not (HEX64.fullmatch(keys.private_key) and HEX64.fullmatch(keys.course_key)):
        raise OperatorError(f"{path} does not hold the keys of a board")
    if keys.schema_version != SCHEMA_VERSION:
        raise OperatorError(f"{path} is of another version of smol-leaderboard; upgrade it")
    return keys

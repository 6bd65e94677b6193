"""The issuer's keys as they were when something was last verified with a network: for verifying without one."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import msgspec

from smol_grade.files import write_atomically

from .schema import SCHEMA_VERSION, Struct


class Kept(Struct, frozen=True, kw_only=True):
    """A copy of a DID document."""

    schema_version: int = SCHEMA_VERSION
    did: str
    at: str
    """When it was read, UTC."""
    source: str
    """The board."""
    document: str


def keep(folder: Path, kept: Kept) -> None:
    """Write a copy, if the folder can be written; who cannot keep one verifies all the same."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(_path(folder, kept.did), msgspec.json.encode(kept).decode(), 0o600)


def kept_of(folder: Path, did: str) -> Kept | None:
    """Return the copy of an issuer's keys, None where there is none that can be read."""
    try:
        found = msgspec.json.decode(_path(folder, did).read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if (found.did, found.schema_version) == (did, SCHEMA_VERSION) else None


def _path(folder: Path, did: str) -> Path:
    return folder / f"{hashlib.sha256(did.encode()).hexdigest()[:16]}.json"

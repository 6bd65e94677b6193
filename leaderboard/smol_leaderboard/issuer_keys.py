"""Where the issuer's private key is kept: in the operator's folder, or in an environment variable.

A new key is written beside the one before under a name of its own, then its public half is published, then it takes its
place. Killed anywhere, the same command goes on with the key that was drawn.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from smol_grade.files import write_atomically

from .certificate_errors import BadIssuerKey, LooseIssuerKey, NoIssuerKey
from .errors import OperatorError
from .issuer import IssuerKey, new_key

VARIABLE = "SMOL_GRADE_ISSUER_KEY"
"""Environment variable: the key itself, PEM. Line breaks may be written as two characters, a backslash and an n."""
PRIVATE = 0o600
LARGEST_KEY = 10_000


def from_environment() -> IssuerKey | None:
    """Return the key of the environment variable, None where it is not set; raise `BadIssuerKey`."""
    pem = os.environ.get(VARIABLE, "").strip().replace("\\n", "\n")
    return IssuerKey(pem.encode("utf-8", "surrogateescape")) if pem else None


def current(path: Path) -> IssuerKey:
    """Return the key that signs; raise `NoIssuerKey`, `LooseIssuerKey`, `BadIssuerKey`."""
    found = from_environment() or read(path)
    if found is None:
        raise NoIssuerKey(str(path))
    return found


def read(path: Path) -> IssuerKey | None:
    """Return the key of a file, None where there is no file. A file that others may read is no secret any more."""
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST_KEY)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OperatorError(f"the key {path} cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        raise BadIssuerKey(f"{path} is no file")
    if stat.S_IMODE(mode) & 0o077:
        raise LooseIssuerKey(str(path))
    return IssuerKey(content)


def drawn(path: Path) -> IssuerKey:
    """Return a new key that is to take the place of the one at `path`, or the one that was drawn and never did."""
    waiting = _waiting(path)
    if (found := read(waiting)) is not None:
        return found
    pem = new_key()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(waiting, pem.decode("ascii"), PRIVATE)
    except OSError as error:
        raise OperatorError(f"{waiting}: {error.strerror}") from error
    return IssuerKey(pem)


def settle(path: Path) -> None:
    """Let the new key take its place. The one before is gone: what it signed is verified with its public half."""
    try:
        os.replace(_waiting(path), path)
    except OSError as error:
        raise OperatorError(f"{path}: {error.strerror}") from error


def is_drawn(path: Path) -> bool:
    """Return whether a new key waits to take its place."""
    return os.path.lexists(_waiting(path))


def _waiting(path: Path) -> Path:
    return path.with_name(f"{path.stem}.new{path.suffix}")

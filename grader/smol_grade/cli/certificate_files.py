"""What the commands about certificates share: files that are read and saved, whom to trust, sentences of steps."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..course import load_course
from ..errors import UsageError
from ..locate import course_files
from ..messages import say
from ..records import Language
from ..report.visible import visible_text
from . import output
from .evaluating import cache_folder
from .submitting import board_of

if TYPE_CHECKING:
    from smol_leaderboard.findings import Step, Verification
    from smol_leaderboard.verifier import Asked as Means

EXIT = {"valid": 0, "invalid": 1, "unknown": 3}
MARKS = {"passed": "✓", "failed": "✗", "unchecked": "?", "noted": "-", "skipped": "·"}
PLAIN = {"passed": "+", "failed": "x", "unchecked": "?", "noted": "-", "skipped": "."}
LARGEST = 5_000_000
"""Bytes that are read of a file: more than any certificate has, so that one too large is told as such."""


class NotRead(UsageError):
    """A file that is named cannot be read."""

    key = "holding.not_read"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path=path, why=why)


class NotNamed(UsageError):
    """The name of a file is empty."""

    key = "holding.not_named"


class NotShown(UsageError):
    """What is named is no certificate; `why` is a sentence."""

    key = "holding.not_shown"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path=path, why=why)


class Trusted(NamedTuple):
    """What `--issuer` says."""

    did: str
    copy: bytes | None
    copy_name: str


def read_file(path: str) -> bytes:
    """Return a file's bytes, of `-` standard input's; raise `NotNamed`, `NotRead`."""
    if not path:
        raise NotNamed()
    try:
        if path == "-":
            return sys.stdin.buffer.read(LARGEST) if sys.stdin is not None else b""
        with Path(path).open("rb") as file:
            return file.read(LARGEST)
    except (OSError, ValueError) as error:
        raise NotRead(path, getattr(error, "strerror", None) or str(error)) from error


def trusted(given: list[str]) -> Trusted:
    """Return whom the reader trusts: the course's issuer unless a DID is given; a copy of keys where a file is."""
    issuer = load_course(course_files()).issuer
    did, copy, name = issuer.did if issuer is not None else "", None, ""
    for one in given:
        if one.startswith("did:"):
            did = one
        else:
            copy, name = read_file(one), one
    return Trusted(did, copy, name)


def means(board: str, given: list[str], *, offline: bool) -> Means:
    """Return what a verification may use. Raises `NotRead`, and `NoBoard` where one is needed."""
    from smol_leaderboard.verifier import Asked

    found = trusted(given)
    where = "" if offline else board_of(board, load_course(course_files()))
    return Asked(where, found.did, cache_folder() / "issuers", offline, found.copy, found.copy_name)


def steps_text(found: Verification, language: Language, *, full: bool = True) -> str:
    """Return a line for each step, or for those only that are not as they must be."""
    marks = MARKS if _unicode() else PLAIN
    lines = []
    for step in found.steps:
        if step.state in ("failed", "unchecked") or (full and step.state != "skipped"):
            name = say(language, f"verify.step_{step.name}")
            lines.append(f"  {marks[step.state]} {name}: {sentence(step, language)}")
    skipped = [say(language, f"verify.step_{step.name}") for step in found.steps if step.state == "skipped"]
    if full and skipped:
        lines.append(f"  {marks['skipped']} {', '.join(skipped)}: {say(language, 'verify.skipped')}")
    return "\n".join(lines)


def sentence(step: Step, language: Language) -> str:
    """Return what is said of a step, texts of strangers made visible."""
    fields: dict[str, object] = {
        name: visible_text(value) if isinstance(value, str) else value for name, value in step.fields.items()
    }
    if "part" in fields:
        fields["part"] = say(language, f"verify.part_{fields['part']}")
    return say(language, f"verify.{step.code}", **fields)


def _unicode() -> bool:
    return output.speaks_unicode(sys.stdout)

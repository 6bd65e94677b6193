"""What the commands about certificates share: files that are read and saved, whom to trust, sentences of steps."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, NamedTuple

from .. import intake
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
    from smol_leaderboard.rules import Rules
    from smol_leaderboard.verifier import Asked as Means
    from smol_leaderboard.verifier import Verifier

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
        return intake.read_named(path, LARGEST)
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


def unreached_text(found: Verification, command: str, path: str, given: list[str], language: Language) -> str:
    """Return how a command does without a board that could not be asked; empty where it could be.

    `command` is a subcommand of `smol-grade certificate`, `given` what `--issuer` says.
    """
    if not any(step.code == "board_failed" for step in found.steps):
        return ""
    from smol_leaderboard.kept_issuers import kept_of

    asked = trusted(given)
    kept = asked.copy is not None or kept_of(cache_folder() / "issuers", asked.did) is not None
    words = ["smol-grade", "certificate", command, path, "--offline", *(f"--issuer={one}" for one in given)]
    line = visible_text(shlex.join(words))
    return say(language, "holding.unreached" if kept else "holding.unreached_no_keys", command=line)


def known_rules(content: bytes, found: Verification, verifier: Verifier) -> Rules | None:
    """Return rules in which a certificate's title stands in both languages, None where there are none to rely on.

    These are the verified ones of the file, or of the board's copy of it; else, of a credential that the course's own
    issuer signed, the course's, if they call it the same.
    """
    facts = found.facts
    if facts is None or found.result == "invalid":
        return None
    from smol_leaderboard.credential import read_certificate
    from smol_leaderboard.founding import rules_of
    from smol_leaderboard.rule_book import decoded_rules

    verified = found.step("rules").state in ("passed", "noted")
    if verified and found.step("file").code != "file_good":
        copy = verifier.board.certificate(facts.id) if verifier.board is not None else None
        verified, content = copy is not None, copy or b""
    if verified:
        return decoded_rules(bytes(read_certificate(content).rules), "")
    course = load_course(course_files())
    if course.issuer is None or course.issuer.did != facts.did:
        return None
    rules = rules_of(course)
    same = any((one.slug, one.title.en) == (facts.certificate, facts.title) for one in rules.certificates)
    return rules if same else None


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

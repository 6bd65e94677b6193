"""`smol-grade card`: what a model's card lacks, and mending it."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..course import Course, load_course
from ..errors import OutputNotWritable, UsageError
from ..files import write_atomically
from ..locate import course_files
from ..messages import say, say_sentence
from ..records import Language
from . import output
from .progress import changing_line

if TYPE_CHECKING:
    from smol_leaderboard.safety.card import CardFacts
    from smol_leaderboard.safety.rules import Finding

NAME = "README.md"
NONCE = re.compile(r"[0-9a-f]{32}")
BACKUPS = 100


class NeedsFix(UsageError):
    """What to write was given without --fix."""

    key = "mend.needs_fix"

    def __init__(self, options: list[str]) -> None:
        super().__init__(options=", ".join(options))


class NotANonce(UsageError):
    """--nonce is no number of ours."""

    key = "mend.not_a_nonce"

    def __init__(self, nonce: str) -> None:
        super().__init__(nonce=nonce[:80])


class NotABase(UsageError):
    """--base is none of the course's models."""

    key = "mend.not_a_base"

    def __init__(self, base: str, bases: Iterable[str]) -> None:
        super().__init__(base=base[:200], bases=", ".join(bases))


class NoCardHere(UsageError):
    """The path is neither a folder nor a README.md."""

    key = "mend.no_card_here"
    hint = "mend.no_card_here.hint"

    def __init__(self, path: Path) -> None:
        super().__init__(path=path)
        if not os.path.lexists(path):
            self.key = "mend.not_there"


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    path: Path
    fix: bool
    base: str
    license: str
    datasets: tuple[str, ...]
    nonce: str
    results: Path | None


def run(asked: Asked, language: Language) -> int:
    """Say what the card lacks, after mending it if that is asked for; return the exit code."""
    course = load_course(course_files())
    _check(asked, course)
    readme = _readme(asked.path)
    if asked.fix:
        _mend(readme, asked, language)
    with changing_line() as show:
        show(say(language, "mend.reading"))
        facts = facts_of(readme)
    from smol_leaderboard.safety.card import card_findings

    found = card_findings(facts, course.models, asked.nonce)
    if not found:
        output.write_wrapped(output.harmless(say(language, "mend.good", path=readme)))
        return 0
    output.write_wrapped(output.harmless(say(language, "mend.count", path=readme, count=len(found))))
    write_findings(found, language)
    return 1


def _check(asked: Asked, course: Course) -> None:
    """Raise a usage error for options that make no sense."""
    given = {
        "--base": asked.base,
        "--license": asked.license,
        "--dataset": asked.datasets,
        "--results": asked.results,
    }
    useless = [name for name, value in given.items() if value]
    if useless and not asked.fix:
        raise NeedsFix(useless)
    if asked.nonce and not NONCE.fullmatch(asked.nonce):
        raise NotANonce(asked.nonce)
    bases = [base.id for base in course.models.bases]
    if asked.base and asked.base not in bases:
        raise NotABase(asked.base, bases)


def _readme(path: Path) -> Path:
    """Return the card that is meant, whether it is there or not yet."""
    if path.is_dir():
        return path / NAME
    if path.name != NAME:
        raise NoCardHere(path)
    if not path.parent.is_dir():
        raise NoCardHere(path.parent)
    return path


def _mend(readme: Path, asked: Asked, language: Language) -> None:
    """Mend a card: the old one is kept beside it, the new one is there whole or not at all."""
    from smol_leaderboard.card_repair import Wanted, read_text, repaired, results_table

    old = read_text(readme)
    table = results_table(asked.results) if asked.results is not None else ""
    wanted = Wanted(asked.base, asked.license, asked.datasets, asked.nonce, table)
    new = repaired(old, wanted, title=readme.absolute().parent.name)
    if new == old:
        output.write_wrapped(output.harmless(say(language, "mend.unchanged", path=readme)))
        return
    try:
        backup = _backup(readme) if readme.exists() else None
        write_atomically(readme, new)
    except OSError as error:
        raise OutputNotWritable(readme, error.strerror or str(error)) from error
    key = "mend.written" if backup is None else "mend.backup"
    output.write_wrapped(output.harmless(say(language, key, path=readme, backup=backup)))


def _backup(readme: Path) -> Path:
    """Copy a card to the first name that is free; no backup is ever written over."""
    content = readme.read_bytes()
    for number in range(1, BACKUPS):
        path = readme.with_name(f"{NAME}.bak" if number == 1 else f"{NAME}.bak{number}")
        try:
            with open(path, "xb") as file:
                file.write(content)
        except FileExistsError:
            continue
        return path
    raise OSError(None, f"{BACKUPS} backups")


def facts_of(readme: Path) -> CardFacts:
    """Return what a card says, read in the sandbox like everybody's."""
    from smol_leaderboard.card_repair import read_text
    from smol_leaderboard.safety.card import CardFacts, read_card

    if not readme.exists():
        return CardFacts(found=False)
    with tempfile.TemporaryDirectory(prefix="smol-grade-card-") as folder:
        Path(folder).chmod(0o755)  # the sandbox reads it as another user
        copy = Path(folder) / NAME
        copy.write_text(read_text(readme), "utf-8")
        copy.chmod(0o644)
        return read_card(Path(folder))


def write_findings(found: Iterable[Finding], language: Language) -> None:
    """Write each finding with what to do."""
    mark = {"reject": "✗", "flag": "○"}
    for one in found:
        output.write_wrapped(output.harmless(f"  {mark[one.severity]} {say_sentence(language, one.sentence)}"))
        fix = say_sentence(language, one.fix)
        output.write_wrapped(output.harmless(f"    {say(language, 'mend.fix', fix=fix)}"))

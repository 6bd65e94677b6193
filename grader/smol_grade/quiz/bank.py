"""Banks of questions, `unitN.toml`, read into frozen records: see docs/design/0017."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from ..course import Level, read_toml
from ..errors import CourseError
from ..records import Record, Text

Kind = Literal["single", "multi", "numeric", "order", "code-output", "spot-the-bug"]
BANK_VERSION = 1


def key_of(item: str, text: str) -> str:
    """Return the key of an option or step: 12 hexadecimal digits of SHA-256 over the item's id and its English text."""
    return hashlib.sha256(f"{item}\0{text}".encode()).hexdigest()[:12]


class Option(Record, frozen=True):
    """One option of a `single` or `multi` item."""

    text: Text
    right: bool = False
    why: Text | None = None
    """What whoever chose it should know; every wrong option has one."""


class Case(Record, frozen=True):
    """One set of values of a `numeric` item."""

    answer: float
    values: dict[str, int | float] = {}
    """What the question names in braces."""


class Item(Record, frozen=True):
    """One question with its key."""

    id: str
    objective: str
    """What is asked for; a paper holds items of as many objectives as it can."""
    source: str
    """Where it is taught: `unit1/EXERCISE`, `docs/FILE.md#ANCHOR` or a https URL."""
    level: Level
    kind: Kind
    question: Text
    explanation: Text
    code: str = ""
    """Python, the same in both languages; its lines are numbered when they are asked for."""
    options: tuple[Option, ...] = ()
    cases: tuple[Case, ...] = ()
    compute: str = ""
    """An expression over a case's values and the functions of the solutions; gives `answer`."""
    tolerance: float = 0.0
    """How far from `answer` a number may be, absolute."""
    steps: tuple[Text, ...] = ()
    """In their right order."""
    output: str = ""
    """What the code prints; of `spot-the-bug`, what it prints once mended."""
    line: int = 0
    """Which line of the code is wrong, from 1."""
    raises: str = ""
    """The exception that this line raises."""
    fix: str = ""
    """The line as it should be."""
    since: str = ""
    """The version from which it holds, `trl>=1.0`."""


class Bank(Record, frozen=True):
    """The questions of one unit."""

    schema_version: int
    unit: str
    """Slug."""
    items: tuple[Item, ...]

    def item(self, item_id: str) -> Item:
        """Return an item; raise `KeyError` for an id that the bank has not."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)


def read_bank(path: Path) -> Bank:
    """Read a bank; raise `CourseError` with file and line for what is none."""
    bank = read_toml(path, Bank)
    if bank.schema_version != BANK_VERSION:
        problem = f"schema_version {bank.schema_version} is newer than this smol-grade; upgrade it"
        raise CourseError(path, 1, problem)
    return bank

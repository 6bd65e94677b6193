"""The roster of a course as Canvas or Moodle exports it, and who of it a learner is.

Exports pass through spreadsheets on their way: a byte order mark, UTF-16, semicolons or tabs in place of commas, a line
`sep=;` and any line ending are read; another encoding is refused, for it would spoil names that must match.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from smol_grade.intake import read_named

from .errors import NoSuchColumn, RosterNotUtf8, RosterUnreadable

DELIMITERS = ",;\t"
LARGEST = 50_000_000
"""Bytes of a roster."""
SEP = re.compile(r"\s*\"?sep=(?P<delimiter>.)\"?\s*\r?\n", re.IGNORECASE)
"""What Excel writes as a first line, to itself."""


class Table(NamedTuple):
    """A CSV file with a line of heads."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Each as long as `columns`."""
    path: Path
    """Where it was read; for messages."""

    def find(self, *names: str) -> int:
        """Return the place of the first column of one of these names, in any case; -1 if there is none."""
        heads = [folded(column) for column in self.columns]
        return next((heads.index(folded(name)) for name in names if folded(name) in heads), -1)

    def place(self, column: str) -> int:
        """Return a column's place; raise `NoSuchColumn`."""
        found = self.find(column)
        if found < 0:
            raise NoSuchColumn(column, self.columns)
        return found


class Matching(NamedTuple):
    """Which line of the roster each learner is."""

    rows: dict[str, int]
    """Learner -> index of the line."""
    unknown: tuple[str, ...]
    """Learners who are in no line."""
    ambiguous: tuple[str, ...]
    """Learners who could be several lines."""
    contested: tuple[str, ...]
    """Learners of whom several are the same line: one of them is somebody else."""


Spellings = Sequence[Sequence[str]]
"""What each line may be called, in one way of calling."""


def read_table(path: Path, heads: Collection[str]) -> Table:
    """Read a CSV file in which some of these heads are expected.

    Raises `RosterUnreadable` (`RosterNotUtf8`), with the line where there is one.
    """
    try:
        content = read_named(path, LARGEST + 1)
    except OSError as error:
        raise RosterUnreadable(path, error.strerror or str(error)) from error
    if len(content) > LARGEST:
        raise RosterUnreadable(path, f"> {LARGEST} bytes")
    return parse_table(content, path, heads)


def parse_table(content: bytes, path: Path, heads: Collection[str]) -> Table:
    """Return the table in a file's content."""
    text = _decoded(content, path)
    named = SEP.match(text)
    text = text[named.end() :] if named else text
    delimiter = named["delimiter"] if named else _delimiter(text, heads)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        rows += (row for row in reader if any(cell.strip() for cell in row))
    except csv.Error as error:
        raise RosterUnreadable(path, f"{reader.line_num}: {error}") from error
    if not rows:
        raise RosterUnreadable(path, "0 rows")
    columns = tuple(cell.strip() for cell in rows[0])
    width = len(columns)
    for row in rows[1:]:
        if any(cell.strip() for cell in row[width:]):
            raise RosterUnreadable(path, f"{len(row)} > {width}: {row[0][:40]}")
    return Table(columns, tuple(tuple((row + [""] * width)[:width]) for row in rows[1:]), path)


def _decoded(content: bytes, path: Path) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RosterNotUtf8(path) from error


def _delimiter(text: str, heads: Collection[str]) -> str:
    """Return what separates the heads: of three, the one that makes the most of the expected ones, then of any."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    known = {folded(head) for head in heads}

    def found(delimiter: str) -> tuple[int, int]:
        cells = [folded(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])]
        return sum(cell in known for cell in cells), len(cells)

    return max(DELIMITERS, key=found)


def folded(text: str) -> str:
    """Return how texts are compared: composed, without case, and with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def both_orders(name: str) -> tuple[str, ...]:
    """Return `Last, First` also as `First Last`."""
    last, comma, first = name.partition(",")
    return (name, f"{first.strip()} {last.strip()}") if comma and first.strip() else (name,)


def match(names: Mapping[str, str], ways: Sequence[Spellings]) -> Matching:
    """Return which line each learner is. The first way in which a learner's name is a line's decides."""
    indices = [_index(spellings) for spellings in ways]
    rows: dict[str, int] = {}
    unknown: list[str] = []
    ambiguous: list[str] = []
    for learner, name in names.items():
        found = next((index[folded(name)] for index in indices if folded(name) in index), set())
        if len(found) == 1:
            rows[learner] = next(iter(found))
        else:
            (ambiguous if found else unknown).append(learner)
    taken = Counter(rows.values())
    contested = [learner for learner, row in rows.items() if taken[row] > 1]
    kept = {learner: row for learner, row in rows.items() if taken[row] == 1}
    return Matching(kept, tuple(unknown), tuple(ambiguous), tuple(contested))


def _index(spellings: Spellings) -> dict[str, set[int]]:
    index: dict[str, set[int]] = {}
    for number, known in enumerate(spellings):
        for spelling in filter(None, map(folded, known)):
            index.setdefault(spelling, set()).add(number)
    return index

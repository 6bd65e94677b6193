"""Cells that no spreadsheet takes for a formula.

A file of grades is opened in Excel or LibreOffice before it is imported. There, a cell that begins with one of `=+-@`
is a formula, whatever quotes surround it; in a locale whose separator is another one, so is what follows a `;` or a tab
within a cell. An apostrophe in front, which helps a reader, would spoil an identifier: it is for names only, which
nobody is found by. An identifier of this kind is not written at all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

FORMULA = re.compile('(?P<before>(?:^|[,;\t\r\n])[\\s"\0\ufeff]*)(?P<sign>[=+\\-@\uff1d\uff0b\uff0d\uff20])')
"""Where a spreadsheet could begin a formula; the wide forms are signs to some of them."""


def is_dangerous(text: str) -> bool:
    """Return whether a spreadsheet could take a text, or a part of it, for a formula. So is a number with a sign."""
    return FORMULA.search(text) is not None


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe before each sign that could begin a formula."""
    return FORMULA.sub(r"\g<before>'\g<sign>", text)


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV: commas, quotes where they are needed, CR LF after each.

    With LF alone, a cell with a CR would get no quotes, and end its line.
    """
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()

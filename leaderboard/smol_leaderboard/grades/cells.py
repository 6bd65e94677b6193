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

FORMULA = re.compile("(?P<before>(?:^|[,;\t\r\n])[\\s\"'\0\ufeff]*)(?P<sign>[=+\\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet could begin a formula; the wide forms are signs to some of them."""
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def is_dangerous(text: str) -> bool:
    """Return whether a spreadsheet could take a text, or a part of it, for a formula. A mere number is none."""
    if text[:1] in "\t\r\n" and text:
        return True
    return FORMULA.search(text) is not None and not NUMBER.fullmatch(text)


def defused(text: str) -> str:
    """Return a text that no spreadsheet runs: an apostrophe before each sign that could begin a formula."""
    if not is_dangerous(text):
        return text
    return FORMULA.sub(r"\g<before>'\g<sign>", text.lstrip("\t\r\n"))


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV: commas, quotes where they are needed, a line break after each."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue()

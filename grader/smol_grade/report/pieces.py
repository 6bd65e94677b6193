"""A text cut into pieces that are shown alike: special tokens, escapes, and the place of the first difference."""

from __future__ import annotations

import re
from itertools import groupby, islice
from typing import Literal, NamedTuple

from .visible import LONGEST, visible

MOST_BREAKS = 500
"""Line breaks of a text at which a line ends; each is a piece, and pieces are far larger than characters."""
Kind = Literal["", "escape", "break", "token", "end"]


class Piece(NamedTuple):
    """A run of characters, already visible."""

    text: str
    kind: Kind
    """`break`: an escaped line break, after which a line ends; `end`: empty, the text ends where the other goes on."""
    differs: bool
    """Whether the first difference is here."""


def pieces(text: str, tokens: tuple[str, ...] = (), at: int | None = None, *, keep: str = "") -> list[Piece]:
    """Return a text in pieces. `at` is the index of the first difference; characters in `keep` stay as they are.

    A text that is far too long is cut, and one of very many lines goes on in one.
    """
    text = text[:LONGEST]
    forms = [old if old in keep else new for old, new in zip(text, visible(text), strict=True)]
    kinds: list[Kind] = ["" if form == text[index] else "escape" for index, form in enumerate(forms)]
    breaks = (index for index, character in enumerate(text) if character == "\n")
    for index in islice(breaks, MOST_BREAKS):
        kinds[index] = "break"
    for token in filter(None, tokens):
        for found in re.finditer(re.escape(token), text):
            kinds[found.start() : found.end()] = ["token"] * len(token)
    cut = [
        Piece("".join(forms[index] for index in group), kind, differs)
        for (kind, differs, _), group in groupby(range(len(text)), lambda i: _alike(i, kinds[i], at))
    ]
    return [*cut, Piece("", "end", True)] if at is not None and at >= len(text) else cut


def _alike(index: int, kind: Kind, at: int | None) -> tuple[Kind, bool, int]:
    """Return what neighbours share if they are one piece; every line break is a piece of its own."""
    return kind, index == at, index if kind == "break" else -1

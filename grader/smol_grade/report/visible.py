"""Text under a learner's control, made safe and readable: line breaks and odd characters become visible escapes.

CI services run lines of a log as commands. `##[` and `##vso[` count anywhere in a line, so they are always broken up;
`::` counts at its start, which is for whoever makes the lines: see `without_commands`.
"""

from __future__ import annotations

import re
import unicodedata

SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\"}
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}
"""Unicode categories shown as escapes: controls, formats (bidi), surrogates, private, unassigned, separators."""
WIDE_BLANK = "\u3000"
"""Allowed: the space of Chinese and Japanese, which is seen."""
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and signs without a shape."""
JOINER = "\u200d"
"""Allowed between characters beyond ASCII: it holds emoji together."""
NON_JOINER = "\u200c"
"""Allowed before a letter and after another (or its mark) of a script that joins them: Persian is spelt with it."""
JOINED = ("\u0600", "\u0dff")
"""Blocks of such scripts: from Arabic to those of India."""
JOINERS = frozenset((JOINER, NON_JOINER))
STACKED = 4
"""Marks on one letter; more would cover other lines."""
COMMAND = re.compile(r"(?<=#)#(?=\[|vso\[|teamcity\[)", re.IGNORECASE)
LINE_COMMAND = re.compile(r"^((?:[^\S\n]|\x1b\[[0-9;]*m)*)(?=::)", re.MULTILINE)
LONGEST = 20_000
"""Characters of one text in a report."""


def visible(text: str) -> list[str]:
    """Return one visible form per character: itself, or an escape."""
    commands = {found.start() for found in COMMAND.finditer(text)}
    forms, stacked = [], 0
    for index, character in enumerate(text):
        stacked = stacked + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if index in commands or stacked > STACKED or (character in JOINERS and not _joins(text, index)):
            forms.append(_escaped(character))
        else:
            forms.append(_form(character))
    return forms


def visible_text(text: str, *, keep: str = "\\") -> str:
    """Return a text with every invisible character escaped but those in `keep`; cut when it is far too long."""
    cut = text[:LONGEST]
    shown = "".join(old if old in keep else new for old, new in zip(cut, visible(cut), strict=True))
    return shown if len(text) <= LONGEST else shown + "…"


def without_commands(text: str) -> str:
    """Return lines of which none begins, blanks and colours aside, with `::`: a bar takes the last blank's place."""
    return LINE_COMMAND.sub(lambda found: f"{found[1].removesuffix(' ')}|", text)


def _joins(text: str, index: int) -> bool:
    around = text[max(index - 1, 0) : index] + text[index + 1 : index + 2]
    if len(around) < 2 or any(character.isascii() for character in around):
        return False
    if text[index] == JOINER:
        return True
    before, after = (unicodedata.category(character)[0] for character in around)
    return before in "LM" and after == "L" and all(JOINED[0] <= character <= JOINED[1] for character in around)


def _form(character: str) -> str:
    if character in SHORT:
        return SHORT[character]
    if character.isascii():
        return character if character.isprintable() else _escaped(character)
    if character in (*JOINERS, WIDE_BLANK):
        return character
    hidden = character in FILLERS or unicodedata.category(character) in INVISIBLE
    return _escaped(character) if hidden else character


def _escaped(character: str) -> str:
    return f"\\x{ord(character):02x}" if character.isascii() else f"\\u{ord(character):04x}"

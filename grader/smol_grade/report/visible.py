"""Text under a learner's control, made safe and readable: line breaks and odd characters become visible escapes."""

from __future__ import annotations

import unicodedata

SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\"}
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories shown as escapes: controls, formats (bidi), surrogates, private, unassigned, separators."""
JOINER = "\u200d"
"""Allowed: it holds emoji together."""


def visible(text: str) -> list[str]:
    """Return one visible form per character: itself, or an escape."""
    return [_form(character) for character in text]


def visible_text(text: str, *, keep: str = "\\") -> str:
    """Return a text with every invisible character escaped but those in `keep`."""
    return "".join(character if character in keep else _form(character) for character in text)


def _form(character: str) -> str:
    if character in SHORT:
        return SHORT[character]
    if character.isascii():
        return character if character.isprintable() else f"\\x{ord(character):02x}"
    if unicodedata.category(character) in INVISIBLE and character != JOINER:
        return f"\\u{ord(character):04x}"
    return character

"""How the characters of strangers' texts show: which nobody sees, which are drawn as one, which cover others. Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import regex

LONGEST_CLUSTER = 16
"""Code points that are drawn as one. What people write has fewer: 11 in Sanskrit and in a family of emoji."""
MOST_MARKS = 3
"""Marks that may lie on each other, above or below a letter: more of them are a picture."""
EMOJI = re.compile("[\U0001f300-\U0001faff]")
"""Where those lie that are one character: no flags, no sequences."""
TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
"""Skin tones."""
UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U0001107f\U0001da9b-\U0001daaf\U000e0100-\U000e01ef]"
)
"""Letters, marks and symbols to Unicode that show nothing of themselves: fillers, joiners, blanks, selectors."""


def clusters(text: str) -> list[str]:
    """Return what is drawn together and is never broken over two lines: extended grapheme clusters (UAX 29)."""
    return list(regex.findall(r"\X", text))


def overlong(text: str) -> str:
    """Return the first of a text's clusters that is longer than `LONGEST_CLUSTER`; empty where none is."""
    return next((one for one in clusters(text) if len(one) > LONGEST_CLUSTER), "")


def named(sign: str) -> str:
    """Return what Unicode calls a character: its number, and its name where it has one."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()


def kinds(text: str) -> list[str]:
    """Return Unicode's category of each character; for an emoji and a skin tone one of ours, `emoji` and `tone`."""
    return [_kind(sign) for sign in text]


def _kind(sign: str) -> str:
    if TONE.match(sign):
        return "tone"
    kind = unicodedata.category(sign)
    return "emoji" if kind == "So" and EMOJI.match(sign) else kind


def marks_in_place(given: list[str]) -> bool:
    """Return whether, by their `kinds`, no mark of a text stands first or on a symbol, few lie on each other, and each
    skin tone follows an emoji: else a font loses the mark, or what it stands on.
    """
    if any(after == "tone" and before not in ("emoji", "So") for before, after in pairwise(["", *given])):
        return False
    if any(after[0] == "M" and before in ("", "emoji", "tone", "So") for before, after in pairwise(["", *given])):
        return False
    piled = "".join("m" if kind in ("Mn", "Me") else "-" for kind in given)
    return "m" * (MOST_MARKS + 1) not in piled

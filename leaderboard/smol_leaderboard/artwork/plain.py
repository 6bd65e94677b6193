"""Which texts may be drawn: those in which every character shows itself. Pure."""

from __future__ import annotations

import unicodedata

from ..shown_name import TONE, UNSEEN
from .errors import NotDrawable

LONGEST = 160
"""Code points of a title. Names are shorter: 80, of a user of the Hub 96."""
MOST_MARKS = 4
"""Combining marks that may follow each other."""
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories that show nothing, or turn and hide what others show."""
RIGHT_TO_LEFT = ("R", "AL")


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a text that can be drawn as it is; raise `NotDrawable`, which says why it cannot.

    Its only blank is the space, between words. What it looks like is not judged: markup is a text like another.
    """
    if not text.strip():
        raise NotDrawable(text, "empty")
    if len(text) > longest:
        raise NotDrawable(text, "long", str(longest))
    kinds = [unicodedata.category(sign) for sign in text]
    hidden = [
        f"U+{ord(sign):04X}"
        for sign, kind in zip(text, kinds, strict=True)
        if kind in HIDDEN or (kind == "Zs" and sign != " ") or UNSEEN.match(sign)
    ]
    if hidden:
        raise NotDrawable(text, "hidden", " ".join(dict.fromkeys(hidden)))
    marks = "".join("m" if kind.startswith("M") else "-" for kind in kinds)
    if marks.startswith("m") or "m" * (MOST_MARKS + 1) in marks:
        raise NotDrawable(text, "marks", str(MOST_MARKS))
    return " ".join(word for word in text.split(" ") if word)


def clusters(text: str) -> list[str]:
    """Return what is drawn together: a character with the marks, or the skin tone, that follow it."""
    found: list[str] = []
    for sign in text:
        if found and (unicodedata.category(sign).startswith("M") or TONE.match(sign)):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def east_asian(text: str) -> str:
    """Return whose forms of Chinese characters a text is written with, `JP` or `KR`; empty where it does not say."""
    names = [unicodedata.name(sign, "").partition(" ")[0] for sign in text]
    if {"HIRAGANA", "KATAKANA"} & set(names):
        return "JP"
    return "KR" if "HANGUL" in names else ""


def runs_left(text: str) -> bool:
    """Return whether a text is written from right to left, by its first letter."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in (*RIGHT_TO_LEFT, "L"):
            return kind != "L"
    return False

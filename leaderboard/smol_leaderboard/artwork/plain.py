"""Which texts may be drawn: those in which every character shows itself. Pure."""

from __future__ import annotations

import re
import unicodedata

from ..characters import LONGEST_CLUSTER, MOST_MARKS, UNSEEN, kinds, marks_in_place, overlong
from .errors import NotDrawable

LONGEST = 160
"""Code points of a title. Names are shorter: 80, of a user of the Hub 96."""
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories that show nothing, or turn and hide what others show."""
BOXES = re.compile("[\u2ff0-\u2fff\u31ef\ufffc\U0001d159]")
"""Symbols that are blank or a box: how characters are composed, what stands for an object, a note without a head."""
RIGHT_TO_LEFT = ("R", "AL")


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a text that can be drawn as it is; raise `NotDrawable`, which says why it cannot.

    Its only blank is the space, between words. By the rules of a name that is shown (`characters`), wider in one thing:
    it may hold signs and symbols of every kind, and need not hold a letter, since titles and names of models have them.
    What it looks like is not judged: markup is a text like another.
    """
    if not text.strip():
        raise NotDrawable(text, "empty")
    if len(text) > longest:
        raise NotDrawable(text, "long", str(longest))
    of_each = kinds(text)
    hidden = [
        f"U+{ord(sign):04X}"
        for sign, kind in zip(text, of_each, strict=True)
        if kind in HIDDEN or (kind == "Zs" and sign != " ") or UNSEEN.match(sign) or BOXES.match(sign)
    ]
    if hidden:
        raise NotDrawable(text, "hidden", " ".join(dict.fromkeys(hidden)))
    if not marks_in_place(of_each):
        raise NotDrawable(text, "marks", str(MOST_MARKS))
    if overlong(text):
        raise NotDrawable(text, "cluster", str(LONGEST_CLUSTER))
    return " ".join(word for word in text.split(" ") if word)


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

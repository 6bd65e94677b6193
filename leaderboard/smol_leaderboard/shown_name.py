"""The name that a learner chooses to show on certificates, beside the username, which alone identifies them. Pure.

It is public, and nobody checks whose it is. The newest request that gives one decides; an empty one takes it back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .schema import RequestRecord

LONGEST = 80
"""Code points."""
MOST_MARKS = 3
"""Combining marks that may follow each other: more of them are a picture."""
KINDS = ("L", "M", "Nd", "emoji", "tone")
"""Categories of Unicode, and ours."""
SIGNS = " .,-'\u2019\u00b7()"
WORD = r"[^ .,\-'\u2019\u00b7()]{2,}"
LINK = re.compile(rf"{WORD}\.{WORD}")
"""`J.R. Smith` is none, `example.org` is."""
ENDING = re.compile(rf"\.({WORD})")
"""Of a link, such as `t.co`, unless it begins with a capital, as in `J.Smith`."""
EMOJI = re.compile("[\U0001f300-\U0001faff]")
"""Where those lie that are one character: no flags, no sequences."""
TONE = re.compile("[\U0001f3fb-\U0001f3ff]")
"""Skin tones, each directly after an emoji."""
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Letters and marks to Unicode that nobody sees: fillers, joiners of graphemes, variation selectors."""


def cleaned(text: str) -> str:
    """Return a name as it is kept: in Unicode's composed form (NFC), single spaces, none around it."""
    return unicodedata.normalize("NFC", " ".join(word for word in text.split(" ") if word))


def is_shown_name(text: object) -> bool:
    """Return whether a text may be shown as somebody's name: letters, marks, digits, emoji, a few signs; no link."""
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        return False
    kinds = _kinds(text)
    marks = "".join("m" if kind.startswith("M") else "e" if kind in ("emoji", "tone") else "-" for kind in kinds)
    return (
        unicodedata.is_normalized("NFC", text)
        and text == text.strip(" ")
        and "  " not in text
        and all(sign in SIGNS or kind.startswith(KINDS) for sign, kind in zip(text, kinds, strict=True))
        and all(before == "emoji" for before, kind in zip(["", *kinds], kinds, strict=False) if kind == "tone")
        and any(kind.startswith("L") for kind in kinds)
        and not marks.startswith("m")
        and "em" not in marks
        and "m" * (MOST_MARKS + 1) not in marks
        and not UNSEEN.search(text)
        and not LINK.search(text)
        and all(unicodedata.category(found[1][0]) in ("Lu", "Lt") for found in ENDING.finditer(text))
    )


def _kinds(text: str) -> list[str]:
    """Return a category for each character; of an emoji and a skin tone, one of ours."""
    kinds = []
    for sign in text:
        kind = unicodedata.category(sign)
        if TONE.match(sign):
            kind = "tone"
        elif kind == "So" and EMOJI.match(sign):
            kind = "emoji"
        kinds.append(kind)
    return kinds


def newest(requests: Iterable[RequestRecord], subject: str) -> str:
    """Return the name that a subject's newest request with one gives; empty for none, or for one taken back."""
    given = [
        (one.received_at, one.at, one.id, one.shown_name)
        for one in requests
        if one.subject == subject and isinstance(one.shown_name, str)
    ]
    name = max(given)[-1] if given else ""
    return name if is_shown_name(name) else ""

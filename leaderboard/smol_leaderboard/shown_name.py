"""The name that a learner chooses to show on certificates, beside the username, which alone identifies them. Pure.

It is public, and nobody checks whose it is. The newest request that gives one decides; an empty one takes it back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .characters import UNSEEN, kinds, marks_in_place, overlong
from .schema import RequestRecord

LONGEST = 80
"""Code points."""
KINDS = ("L", "M", "Nd", "emoji", "tone")
"""Categories of Unicode, and ours."""
SIGNS = " .,-'\u2019\u00b7()"
WORD = r"[^ .,\-'\u2019\u00b7()]{2,}"
LINK = re.compile(rf"{WORD}\.{WORD}")
"""`J.R. Smith` is none, `example.org` is."""
ENDING = re.compile(rf"\.({WORD})")
"""Of a link, such as `t.co`, unless it begins with a capital, as in `J.Smith`."""


def cleaned(text: str) -> str:
    """Return a name as it is kept: in Unicode's composed form (NFC), single spaces, none around it."""
    return unicodedata.normalize("NFC", " ".join(word for word in text.split(" ") if word))


def is_shown_name(text: object) -> bool:
    """Return whether a text may be shown as somebody's name: letters, marks, digits, emoji, a few signs; no link."""
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        return False
    of_each = kinds(text)
    return (
        unicodedata.is_normalized("NFC", text)
        and text == text.strip(" ")
        and "  " not in text
        and all(sign in SIGNS or kind.startswith(KINDS) for sign, kind in zip(text, of_each, strict=True))
        and any(kind.startswith("L") for kind in of_each)
        and marks_in_place(of_each)
        and not UNSEEN.search(text)
        and not LINK.search(text)
        and all(unicodedata.category(found[1][0]) in ("Lu", "Lt") for found in ENDING.finditer(text))
        and not overlong(text)
    )


def newest(requests: Iterable[RequestRecord], subject: str) -> str:
    """Return the name that a subject's newest request with one gives; empty for none, or for one taken back."""
    given = [
        (one.received_at, one.at, one.id, one.shown_name)
        for one in requests
        if one.subject == subject and isinstance(one.shown_name, str)
    ]
    name = max(given)[-1] if given else ""
    return name if is_shown_name(name) else ""

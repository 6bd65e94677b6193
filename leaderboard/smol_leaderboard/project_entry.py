"""What a final project may show: a summary of 30 to 200 words, plain text, and a link to a demo. Pure.

The learner's program and the board decide by the same rules: a request is a stranger's file. What a new one must keep
besides is in `new_entry`. Nothing in a summary is
markup anywhere. An entry that is kept is in the form that `tidied` and `tidied_link` give, and in no other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import urlsplit

from smol_grade.report.visible import visible

from .characters import UNSEEN, named
from .entry_errors import DemoUnfit, EntryUnfit, SummaryUnfit
from .schema import ProjectEntry

LEAST_WORDS = 30
MOST_WORDS = 200
LONGEST = 2000
"""Code points of a summary."""
LONGEST_LINK = 300
SELECTORS = re.compile("[\ufe0e\ufe0f]")
"""They say whether a sign is drawn in colours: emoji keyboards write them, and nothing is lost without them."""
BLANKS = re.compile(r"[^\S\n]+")
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
SHOWN_TWICE = str.maketrans("\\#", "//")
"""What a log or a terminal escapes although everybody sees it."""
SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
LINK_SIGNS = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
"""Of RFC 3986: no blank, no quote, no `\\`, `<` or `>`."""
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:{LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]")
"""With a dot; the last part begins with a letter, as that of an address such as 127.0.0.1 does not."""


def tidied(text: str) -> str:
    """Return a summary as it is kept: NFC, lines without blanks around them, paragraphs apart by one empty line.

    Unusual blanks and line ends become usual ones; a byte order mark in front and the selectors of emoji go.
    """
    lines = SELECTORS.sub("", LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))).split("\n")
    plain = "\n".join(BLANKS.sub(" ", line).strip(" ") for line in lines)
    return unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", plain).strip("\n"))


def count_words(summary: str) -> int:
    """Return how many words a text has: what stands between blanks and holds a letter or a digit."""
    return sum(any(unicodedata.category(sign)[0] in "LN" for sign in word) for word in summary.split())


def ensure_summary(summary: str) -> None:
    """Raise `SummaryUnfit` for a tidied text that is no summary."""
    if len(summary) > LONGEST:
        raise SummaryUnfit("large", characters=len(summary), most=LONGEST)
    for number, line in enumerate(summary.split("\n"), 1):
        for sign, form in zip(line, visible(line.translate(SHOWN_TWICE)), strict=True):
            if len(form) > 1 or UNSEEN.match(sign):
                raise SummaryUnfit("hidden", sign=named(sign), line=number)
    words = count_words(summary)
    if not words:
        raise SummaryUnfit("empty", least=LEAST_WORDS, most=MOST_WORDS)
    if words < LEAST_WORDS:
        raise SummaryUnfit("short", words=words, least=LEAST_WORDS)
    if words > MOST_WORDS:
        raise SummaryUnfit("long", words=words, most=MOST_WORDS, over=words - MOST_WORDS)


def tidied_link(link: str) -> str:
    """Return a link as it is kept: no blanks around it, scheme and host in small letters.

    A host beyond ASCII stays as it is, to be refused: the small letter of the Kelvin sign is `k`.
    """
    link = link.strip()
    parts = SCHEME.fullmatch(link)
    if not parts:
        return link
    host = parts["host"].lower() if parts["host"].isascii() else parts["host"]
    return f"{parts['scheme'].lower()}://{host}{parts['rest']}"


def ensure_demo(link: str) -> None:
    """Raise `DemoUnfit` for a tidied link that is not to an https page of a host with a name, in ASCII."""
    if not link:
        raise DemoUnfit("empty", link)
    if len(link) > LONGEST_LINK:
        raise DemoUnfit("long", link, characters=len(link), most=LONGEST_LINK)
    if not link.startswith("https://"):
        raise DemoUnfit("not_https", link)
    if not LINK_SIGNS.fullmatch(link):
        raise DemoUnfit("not_ascii", link)
    try:
        place, host = urlsplit(link).netloc, urlsplit(link).hostname
    except ValueError:  # brackets of an address that is none
        raise DemoUnfit("no_host", link) from None
    if "@" in place or ":" in place.partition("]")[2 if place.startswith("[") else 0]:
        raise DemoUnfit("user_or_port", link)
    if host != place or len(place) > 253 or not HOST.fullmatch(place):
        raise DemoUnfit("no_host", link)


def host_of(link: str) -> str:
    """Return the host of a link that `ensure_demo` lets pass, to be shown beside it."""
    return urlsplit(link).netloc


def is_entry(
    entry: ProjectEntry,
    ensure_text: Callable[[str], None] = ensure_summary,
    ensure_link: Callable[[str], None] = ensure_demo,
) -> bool:
    """Return whether a stranger's entry is one that the learner's program would have made.

    `ensure_text` and `ensure_link` raise `EntryUnfit` for what its parts may not be.
    """
    if len(entry.summary) > LONGEST or len(entry.demo) > LONGEST_LINK:
        return False  # first: NFC takes a minute for a request full of combining marks
    if entry.summary != tidied(entry.summary) or entry.demo != tidied_link(entry.demo):
        return False
    try:
        ensure_text(entry.summary)
        if entry.demo:
            ensure_link(entry.demo)
    except EntryUnfit:
        return False
    return True

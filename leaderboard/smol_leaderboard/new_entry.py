"""What a new request for a final project keeps besides the rules of `project_entry`: prose, and a link for others.

These rules keep nobody safe, they ask for something to read. So they bind who hands in now, in the learner's program
and at the board's door alike, and no rebuild takes an older project out of the showcase for them. Pure.
"""

from __future__ import annotations

import re
import unicodedata

from .characters import LONGEST_CLUSTER, named, overlong
from .entry_errors import DemoUnfit, SummaryUnfit
from .project_entry import LEAST_WORDS, LONGEST, ensure_demo, ensure_summary, host_of, is_entry
from .schema import ProjectEntry

LEAST_DIFFERENT = LEAST_WORDS // 2
"""Different words with a letter that a summary has, links aside. Thirty words of English or Spanish have about 25."""
LEAST_LATIN = 0.5
"""Share of Latin letters: names and quotations in another script stay below the rest."""
LINK = re.compile(r"://|\bwww\.|\bmailto:", re.IGNORECASE)
AROUND = re.compile(r"^[\W_]+|[\W_]+$")
"""Quotation marks, commas and markup that a word begins or ends with."""
NOT_PUBLIC = ("localhost", "local", "internal")
"""Last parts of names that lead nowhere, or elsewhere, from another network (RFC 6761, RFC 6762, ICANN)."""


def ensure_new_summary(summary: str) -> None:
    """Raise `SummaryUnfit` for a tidied text that is no summary in English or Spanish, or that no line can hold.

    By its letters: which of the two, or another language of the Latin alphabet, is not looked at.
    """
    if len(summary) <= LONGEST:  # before words are counted: texts of some scripts have no blanks
        _ensure_latin(summary)
    ensure_summary(summary)
    for number, line in enumerate(summary.split("\n"), 1):
        if one := overlong(line):
            raise SummaryUnfit("cluster", characters=len(one), most=LONGEST_CLUSTER, sign=named(one[0]), line=number)
    words = {AROUND.sub("", word).casefold() for word in summary.split() if not LINK.search(word)}
    different = sum(any(sign.isalpha() for sign in word) for word in words)
    if different < LEAST_DIFFERENT:
        raise SummaryUnfit("few", words=different, least=LEAST_DIFFERENT)


def _ensure_latin(summary: str) -> None:
    """Raise for a text most of whose letters are not Latin. Letters of another form count as what they stand for."""
    letters = [sign for sign in unicodedata.normalize("NFKC", summary) if sign.isalpha()]
    latin = sum(unicodedata.name(sign, "").startswith("LATIN ") for sign in letters)
    if latin < LEAST_LATIN * len(letters):
        raise SummaryUnfit("script", percent=round(100 - 100 * latin / len(letters)))


def ensure_new_demo(link: str) -> None:
    """Raise `DemoUnfit` for a tidied link that is none, or that leads to a machine of the learner's own network."""
    ensure_demo(link)
    if host_of(link).rpartition(".")[2] in NOT_PUBLIC:
        raise DemoUnfit("not_public", link)


def is_new_entry(entry: ProjectEntry) -> bool:
    """Return whether a request may come with an entry: what the learner's program would have made."""
    return is_entry(entry, ensure_new_summary, ensure_new_demo)

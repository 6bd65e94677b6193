"""What a wrong text is to the right one, as a word of a fixed vocabulary: nothing of either text is in it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

MOST = 3_000
"""Characters of a text that are looked at closely: a shape must cost next to nothing."""
SPECIAL = re.compile(r"<\|[^<>|\s]{1,60}\|>|</?[a-z_]{1,30}>|\[/?[A-Z]{2,20}\]")
"""What tokenizers write special tokens like, whatever a run calls its own."""
FOREIGN = re.compile(r"[^\x20-\x7e\s]+|\\u[0-9a-f]{4}|\?")
"""Characters beyond ASCII, and what stands for them where they are lost."""
MASKED = re.compile(r"\[-100 × \d{1,9}\]")
"""How the suites show labels that no model learns from, between those that it learns."""
NUMBER = re.compile(r"[+-]?\d[\d,]{0,20}(?:\.\d{0,20})?", re.ASCII)
FORMS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("html", lambda text: html.unescape(html.unescape(text))),  # a text may have had an entity of its own
    ("unicode", lambda text: unicodedata.normalize("NFKC", text)),
    ("number-format", lambda text: re.sub(r"(?<=\d)(?:,(?=\d)|\.0+\b)|[$€£%]", "", text)),
    ("quotes", lambda text: re.sub(r"[\"'`“”‘’]", "", text)),
)
"""Forms in which texts that are written differently are the same."""
SIGNS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("punctuation", lambda text: "".join(re.findall(r"\w+", text))),
    ("punctuation-case", lambda text: "".join(re.findall(r"\w+", text.casefold()))),
)
"""The same of signs: where a text is more than another by a sign, that it is more says more."""
PART_FORMS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("stripped", str.strip),
    ("whitespace", lambda text: " ".join(text.split())),
    ("whitespace-words", lambda text: "".join(text.split())),
    ("case", str.casefold),
    ("special", lambda text: " ".join(SPECIAL.sub(" ", text).split())),
    ("escaped", lambda text: text.replace("\\n", "\n").replace("\\", "")),
    *FORMS,
    *SIGNS,
)
"""Forms in which a text may stand in another one."""


def text_relation(expected: str, got: str) -> str:
    """Return what `got` is to `expected`, a different text; the surest word that fits."""
    if not got:
        return "empty"
    if not expected:
        return "blank-for-empty" if not got.strip() else "text-for-empty"
    if max(len(expected), len(got)) > MOST:
        return _at_length(expected, got)
    if MASKED.search(expected) or MASKED.search(got):
        return _learnt(expected, got)
    for relate in (_spaced, _written, _special, _around, _punctuated, _rearranged):
        if found := relate(expected, got):
            return found
    return "other-number" if NUMBER.fullmatch(expected) and NUMBER.fullmatch(got) else "other"


def _at_length(expected: str, got: str) -> str:
    if got.startswith(expected) or expected.startswith(got):
        return "long-added-end" if len(got) > len(expected) else "long-cut-end"
    return "long"


def _learnt(expected: str, got: str) -> str:
    """Return what is learnt, masked labels aside, to what should be."""
    wanted, found = (MASKED.sub("", text) for text in (expected, got))
    if not found.strip() or not wanted.strip():
        return "learnt-none" if wanted.strip() else "learnt-some"
    if wanted.split() == found.split():
        return "learnt-elsewhere"
    return f"learnt-{text_relation(wanted, found)}" if MASKED.search(got) else "learnt-all"


def _spaced(expected: str, got: str) -> str:
    """Return how white space alone is different, or an empty text."""
    if not got.strip():
        return "blank"
    if got.strip() == expected.strip():
        return _at_the_ends(expected, got)
    if got.split() == expected.split():
        return "whitespace"
    return "whitespace-words" if "".join(got.split()) == "".join(expected.split()) else ""


def _at_the_ends(expected: str, got: str) -> str:
    if got == expected + "\n":
        return "newline-added"
    if expected == got + "\n":
        return "newline-missing"
    if got in expected:
        return "stripped"
    return "padded" if expected in got else "whitespace-ends"


def _written(expected: str, got: str) -> str:
    """Return how the same words are written in another way, or an empty text."""
    if got.casefold() == expected.casefold():
        lower, upper = got == expected.lower(), got == expected.upper()
        return "lower" if lower else "upper" if upper else "case"
    if got.casefold().split() == expected.casefold().split():
        return "case-whitespace"
    if got in (repr(expected), repr(expected)[1:-1], f'"{expected}"'):
        return "repr"
    if not expected.isascii() and FOREIGN.sub("", got) == FOREIGN.sub("", expected):
        return "non-ascii"
    return next((name for name, form in FORMS if form(got) == form(expected)), "")


def _punctuated(expected: str, got: str) -> str:
    """Return how only signs are different, or an empty text."""
    return next((name for name, form in SIGNS if form(got) == form(expected)), "")


def part_relation(expected: str, got: str) -> str:
    """Return how a text stands in another one in which it should stand as it is: in some form, in part, or not."""
    if not got:
        return "empty"
    if max(len(expected), len(got)) > MOST:
        return "long"
    for name, form in PART_FORMS:
        if form(expected) and form(expected) in form(got):
            return name
    lines = [line.strip() for line in expected.splitlines() if line.strip()]
    found = [line in got for line in lines]
    if any(found) and len(found) > 1:
        return "lines-all" if all(found) else "lines-first" if found[0] else "lines-last" if found[-1] else "lines-some"
    words = SPECIAL.sub(" ", expected).split()
    return "words-all" if words and all(word in got for word in words) else "absent"


def _special(expected: str, got: str) -> str:
    """Return how special tokens alone are different, or an empty text."""
    wanted, found = SPECIAL.findall(expected), SPECIAL.findall(got)
    if wanted == found or SPECIAL.sub(" ", expected).split() != SPECIAL.sub(" ", got).split():
        return ""
    if not found:
        return "special-none"
    if len(wanted) == len(found):
        return "special-moved" if sorted(wanted) == sorted(found) else "special-other"
    return "special-extra" if len(found) > len(wanted) else "special-missing"


def _around(expected: str, got: str) -> str:
    """Return how one text is part of the other, or an empty text; whether the rest has special tokens."""
    if got == expected * 2:
        return "twice"
    shorter, longer = sorted((expected, got), key=len)
    verb = "added" if longer is got else "cut"
    if longer.startswith(shorter):
        place, rest = "end", longer[len(shorter) :]
    elif longer.endswith(shorter):
        place, rest = "start", longer[: -len(shorter)]
    elif shorter in longer:
        place, rest = "both", longer.replace(shorter, "", 1)
    elif shorter.strip() and shorter.strip() in longer:
        place, rest = "around", longer.replace(shorter.strip(), "", 1)
    else:
        return ""
    return f"{verb}-{place}-special" if SPECIAL.search(rest) else f"{verb}-{place}"


def _rearranged(expected: str, got: str) -> str:
    """Return how lines, words or characters are the same ones, more or fewer, or an empty text."""
    if got == expected[::-1]:
        return "reversed"
    for unit, split in UNITS:
        if relation := _pieces(split(expected), split(got)):
            return f"{unit}-{relation}"
    if found := _one_place(expected, got):
        return found
    if _numbers_aside(expected) == _numbers_aside(got):
        return "other-numbers"
    return "characters-reordered" if sorted(expected) == sorted(got) else ""


UNITS: tuple[tuple[str, Callable[[str], Sequence[str]]], ...] = (
    ("lines", lambda text: [line.strip() for line in text.splitlines() if line.strip()]),
    ("words", lambda text: SPECIAL.sub(lambda found: f" {found[0]} ", text).split()),
)


def _pieces(wanted: Sequence[str], found: Sequence[str]) -> str:
    if min(len(wanted), len(found)) < 2:
        return ""
    if sorted(wanted) == sorted(found):
        return "reordered" if list(wanted) != list(found) else ""
    missing, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if not extra:
        return "missing"
    if not missing:
        return "extra" if extra.keys() - set(wanted) else "repeated"
    return ""


def _one_place(expected: str, got: str) -> str:
    """Return how a single stretch inside is different, or an empty text."""
    begin = next((i for i, (left, right) in enumerate(zip(expected, got, strict=False)) if left != right), 0)
    pairs = zip(reversed(expected[begin:]), reversed(got[begin:]), strict=False)
    end = next((i for i, (left, right) in enumerate(pairs) if left != right), min(len(expected), len(got)) - begin)
    wanted, found = expected[begin : len(expected) - end], got[begin : len(got) - end]
    if not found:
        return "removed-inside"
    return "inserted-inside" if not wanted else ""


def _numbers_aside(text: str) -> str:
    return NUMBER.sub("0", text)

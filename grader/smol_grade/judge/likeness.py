"""Are rows a learner's own? Twins, filled-in formulas, and texts that are known: all by their words alone.

Words are runs of letters; case, accents, digits and punctuation do not count. (Where a script writes no spaces, a
clause is one word.) Texts that are known are kept as fingerprints, not as texts.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

from ..locate import course_files
from . import rows as samples
from .expect import mismatch
from .own_data import Row

ALIKE = 80
"""Per cent of the words that two rows may not share, of the row that has more."""
KNOWN = Path(__file__).with_name("known")
SIZE = 8
"""Bytes of a fingerprint."""
LEAST_WORDS = 5
"""Words of a text of the course below which anybody might have written it."""
COURSE = (
    "Hello! How can I help you today?",
    "I'm looking for a beach resort for my next vacation. Can you recommend some popular ones?",
    "Some popular beach resorts include Maui in Hawaii, the Maldives, and the Bahamas. They're known for their "
    "beautiful beaches and crystal-clear waters.",
    "That sounds great. Are there any resorts in the Caribbean that are good for families?",
    "Yes, the Turks and Caicos Islands and Barbados are excellent choices for family-friendly resorts in the "
    "Caribbean. They offer a range of activities and amenities suitable for all ages.",
    "Okay, I'll look into those. Thanks for the recommendations!",
    "You're welcome. I hope you find the perfect resort for your vacation.",
    "I'm doing well, thank you! How can I assist you today?",
)
"""What the course's pages show of smoltalk, and their greeting."""
DOCSTRING = re.compile(r'"""(.*?)"""', re.DOTALL)
QUOTED = re.compile(r'(?="([^"\n]{8,400})")')
"""What stands between two quotation marks of a line. What stands between two quotations is found too: no harm."""


def words(text: str) -> list[str]:
    """Return the words of a text in their order, in lower case and without accents."""
    if text.isascii():
        return re.findall(r"[a-z]+", text.lower())
    folded = text.casefold()
    return folded.translate({ord(sign): _plain(sign) for sign in set(folded)}).split()


def _plain(sign: str) -> str:
    """Return what is left of one character: its letters, nothing for an accent, a space for anything else."""
    kept = ""
    for part in unicodedata.normalize("NFKD", sign):
        category = unicodedata.category(part)
        if category != "Mn":
            kept += part.casefold() if category[0] in "LM" else " "
    return kept


def fingerprint(text: str) -> bytes:
    """Return the fingerprint of a text's words."""
    return hashlib.blake2b(" ".join(words(text)).encode("utf-8", "replace"), digest_size=SIZE).digest()


@cache
def known_questions() -> frozenset[bytes]:
    """Return the fingerprints of GSM8K's questions. `python -m smol_grade.devcheck.fingerprints` makes the file."""
    data = (KNOWN / "gsm8k.bin").read_bytes()
    return frozenset(data[at : at + SIZE] for at in range(0, len(data), SIZE))


@cache
def course_texts() -> frozenset[bytes]:
    """Return the fingerprints of what stubs and READMEs quote and of the judge's sample rows, without the shortest."""
    pages = [
        path.read_text("utf-8") for path in course_files().exercises.glob("*/*.*") if path.suffix in (".py", ".md")
    ]
    quoted = [text for page in pages for text in QUOTED.findall(page)]
    texts = (*COURSE, *samples.QUESTIONS, *samples.ANSWERS, *samples.made_up_questions(), *quoted)
    return frozenset(fingerprint(text) for text in texts if len(words(text)) >= LEAST_WORDS)


def expect_own(rows: list[Row], name: str) -> None:
    """Require that no text is a question of GSM8K or an example of the course."""
    for row in rows:
        for key, text in row.texts.items():
            mark = fingerprint(text)
            if mark in known_questions():
                raise mismatch("data_gsm8k", where=name, line=row.line, name=key[:60], hint="copied")
            if mark in course_texts():
                raise mismatch("data_course", where=name, line=row.line, name=key[:60], hint="copied")


def expect_no_twins(rows: list[Row], name: str) -> None:
    """Require that no two rows have the same letters in the same order under the same keys."""
    first: dict[tuple[tuple[str, str], ...], int] = {}
    for row in rows:
        said = tuple((key, "".join(words(text))) for key, text in sorted(row.texts.items()))
        if said in first:
            raise mismatch("data_twins", where=name, first=first[said], second=row.line, hint="twins")
        first[said] = row.line


def expect_no_formula(rows: list[Row], name: str) -> None:
    """Require that no two rows share too many words, texts aside that come again under the same key."""
    counts = Counter((key, " ".join(words(text))) for row in rows for key, text in row.texts.items())
    bags = []
    for row in rows:
        own = [text for key, text in row.texts.items() if counts[key, " ".join(words(text))] == 1]
        bags.append((row.line, {word for text in own for word in words(text)}))
    pairs = [(one, two, shared) for one, two in combinations(bags, 2) if (shared := _shared(one[1], two[1])) >= ALIKE]
    if pairs:
        (one, bag), (two, other), shared = pairs[0]
        got = " ".join(sorted(bag & other))
        raise mismatch(
            "data_formula", where=name, got=got, hint="formula", first=one, second=two, share=shared, count=len(pairs)
        )


def _shared(one: set[str], two: set[str]) -> int:
    """Return how many per cent of the words of the larger bag stand in both, rounded down."""
    small, large = sorted((len(one), len(two)))
    if not small or 100 * small < ALIKE * large:
        return 0
    return 100 * len(one & two) // large

"""Word n-grams of texts, their Jaccard similarity and their MinHash signatures: the oracle of 6.7 and 6.8.

Words are found by looking at every character, and sums are not reduced before the end, so that a mistake in the one way
of writing it is not repeated in the other. What suites know about wrong answers are other arguments.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Callable, Iterable

PRIME = 2**61 - 1


def words(text: str) -> list[str]:
    """Return the runs of letters, digits and `_` of a text in lower case."""
    runs = itertools.groupby(text.lower(), lambda character: character.isalnum() or character == "_")
    return ["".join(run) for is_word, run in runs if is_word]


def ngrams(found: list[str], size: int) -> frozenset[str]:
    """Return the n-grams of a list of words; a shorter list is one n-gram, an empty list has none."""
    if len(found) <= size:
        return frozenset([" ".join(found)] if found else [])
    return frozenset(map(" ".join, zip(*(found[start:] for start in range(size)), strict=False)))


def jaccard(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of n-grams in either set that are in both; 1 for two empty sets."""
    return len(left & right) / len(left | right) if left or right else 1.0


def digest(gram: str) -> int:
    """Return the first 8 bytes of an n-gram's SHA-256, the most significant first."""
    return int(hashlib.sha256(gram.encode("utf-8", "surrogatepass")).hexdigest()[:16], 16)


def coefficients(seed: int, count: int) -> list[tuple[int, int]]:
    """Return the pairs a, b of the first hash functions of a seed."""
    rng = random.Random(seed)
    return [(rng.randint(1, PRIME - 1), rng.randint(0, PRIME - 1)) for _ in range(count)]


def signature(
    grams: Iterable[str],
    pairs: list[tuple[int, int]],
    prints: Callable[[str], int] = digest,
) -> list[int]:
    """Return the smallest value of each hash function over all n-grams, and `PRIME` where there are none."""
    known = [prints(gram) for gram in grams]
    return [min((divmod(a * x + b, PRIME)[1] for x in known), default=PRIME) for a, b in pairs]

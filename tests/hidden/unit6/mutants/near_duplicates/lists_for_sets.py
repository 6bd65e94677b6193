# mistake: counts how often an n-gram comes (a Counter, not a set)
# hint: other_ratio
# source: stub
"""Exercise 6.8: keep one of each group of near duplicates."""

import re
from collections import Counter


def _grams(text, ngram):
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 1)))


def near_duplicates(docs: list[str], *, threshold: float = 0.8, ngram: int = 3) -> list[int]:
    """Return the indices of the texts to keep: those that resemble no earlier text which is kept."""
    if not 0 < threshold <= 1:
        raise ValueError("threshold must be above 0 and at most 1")
    if ngram < 1:
        raise ValueError("ngram must be 1 or more")
    kept, sets = [], []
    for index, text in enumerate(docs):
        grams = _grams(text, ngram)
        if not any((grams & other).total() / (grams | other).total() >= threshold for other in sets):
            kept.append(index)
            sets.append(grams)
    return kept

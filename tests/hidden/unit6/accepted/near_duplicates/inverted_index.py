# source: stub
"""Exercise 6.8: keep one of each group of near duplicates."""

import re
from collections import Counter, defaultdict


def near_duplicates(docs: list[str], *, threshold: float = 0.8, ngram: int = 3) -> list[int]:
    """Return the indices of the texts to keep: those that resemble no earlier text which is kept."""
    if threshold <= 0 or threshold > 1 or ngram < 1:
        raise ValueError("threshold or ngram out of range")
    holders = defaultdict(list)
    size = {}
    for index, text in enumerate(docs):
        words = re.findall(r"\w+", text.lower())
        if len(words) <= ngram:
            grams = {" ".join(words)}
        else:
            grams = {" ".join(gram) for gram in zip(*[words[k:] for k in range(ngram)])}
        common = Counter()
        for gram in grams:
            common.update(holders.get(gram, ()))
        if all(n / (len(grams) + size[other] - n) < threshold for other, n in common.items()):
            size[index] = len(grams)
            for gram in grams:
                holders[gram].append(index)
    return list(size)

# source: stub
"""Exercise 6.8: keep one of each group of near duplicates."""

import hashlib
import re

import numpy as np

SIZE = 1024
_rng = np.random.default_rng(3)
P = np.uint64(2**31 - 1)
A = _rng.integers(1, 2**31 - 1, SIZE, dtype=np.uint64)
B = _rng.integers(0, 2**31 - 1, SIZE, dtype=np.uint64)


def _signature(text, ngram):
    words = re.findall(r"\w+", text.lower())
    grams = {" ".join(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 1))}
    numbers = [int.from_bytes(hashlib.sha256(gram.encode()).digest()[:8], "big") % (2**31 - 1) for gram in grams]
    x = np.array(numbers, dtype=np.uint64)
    return ((x[:, None] * A[None, :] + B) % P).min(axis=0)


def near_duplicates(docs: list[str], *, threshold: float = 0.8, ngram: int = 3) -> list[int]:
    """Return the indices of the texts to keep: those that resemble no earlier text which is kept."""
    if not (0 < threshold <= 1 and ngram >= 1):
        raise ValueError("threshold or ngram out of range")
    kept = []
    signatures = []
    for index, text in enumerate(docs):
        signature = _signature(text, ngram)
        if any(float((signature == other).mean()) >= threshold for other in signatures):
            continue
        kept.append(index)
        signatures.append(signature)
    return kept

# source: learners
import re

import numpy as np


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if threshold <= 0 or threshold > 1 or ngram < 1:
        raise ValueError
    rng = np.random.default_rng()
    masks = rng.integers(0, 2**63, 512, dtype=np.uint64)
    odd = rng.integers(0, 2**62, 512, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    signatures, kept = [], []
    for i, doc in enumerate(docs):
        words = re.findall(r"\w+", doc.lower())
        grams = [tuple(words[j : j + ngram]) for j in range(max(1, len(words) - ngram + 1))]
        x = np.array([hash(gram) % 2**64 for gram in grams], dtype=np.uint64)
        mixed = (x[:, None] ^ masks) * odd
        mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0x9E3779B97F4A7C15)
        new = (mixed ^ (mixed >> np.uint64(29))).min(axis=0)
        if not any((new == old).mean() >= threshold for old in signatures):
            signatures.append(new)
            kept.append(i)
    return kept

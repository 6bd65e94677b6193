# source: stub
"""Exercise 6.7: a signature of a text, by which near duplicates are found (MinHash)."""

import random
import re
import struct
from hashlib import sha256

import numpy as np

P = (1 << 61) - 1


def minhash(text: str, *, num_perm: int = 128, ngram: int = 3, seed: int = 0):
    """Return the MinHash signature of a text's word n-grams."""
    if min(num_perm, ngram) < 1:
        raise ValueError("num_perm or ngram is below 1")
    words = [match.group() for match in re.finditer(r"\w+", text.lower())]
    if not words:
        return np.full(num_perm, P, dtype=np.uint64)
    size = min(ngram, len(words))
    grams = [" ".join(gram) for gram in zip(*(words[start:] for start in range(size)))]
    x = np.array([struct.unpack(">Q", sha256(gram.encode("utf-8")).digest()[:8])[0] for gram in grams], dtype=object)
    rng = random.Random(seed)
    ab = np.array([(rng.randrange(1, P), rng.randrange(P)) for _ in range(num_perm)], dtype=object)
    table = (ab[:, :1] * x[None, :] + ab[:, 1:]) % P
    return table.min(axis=1).astype(np.uint64)

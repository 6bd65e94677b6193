# source: learners
import hashlib
import random
import re

import numpy as np


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if min(num_perm, ngram) < 1:
        raise ValueError("too small")
    p = (1 << 61) - 1
    rng = random.Random(seed)
    ab = [(rng.randint(1, p - 1), rng.randint(0, p - 1)) for _ in range(num_perm)]
    words = re.findall(r"\w+", text.lower())
    if not words:
        return np.full(num_perm, p, dtype=np.int64)
    n = min(ngram, len(words))
    grams = {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}
    x = np.array([int(hashlib.sha256(g.encode()).hexdigest()[:16], 16) for g in grams], dtype=object)
    a = np.array([a for a, _ in ab], dtype=object)[:, None]
    b = np.array([b for _, b in ab], dtype=object)[:, None]
    return ((a * x + b) % p).min(axis=1).astype(np.uint64)

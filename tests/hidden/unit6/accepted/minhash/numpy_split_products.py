# source: learners
import hashlib
import random
import re

import numpy as np

P = np.uint64(2**61 - 1)


def fold(v):
    v = (v & P) + (v >> np.uint64(61))
    return np.where(v >= P, v - P, v)


def times(a, x):
    """Return a * x mod 2**61 - 1 without leaving 64 bits: x in pieces of 3 bits."""
    total = np.zeros(np.broadcast_shapes(a.shape, x.shape), dtype=np.uint64)
    for shift in range(60, -1, -3):
        total = fold(total * np.uint64(8))
        piece = (x >> np.uint64(shift)) & np.uint64(7)
        for bit in range(3):
            chosen = (piece >> np.uint64(bit)) & np.uint64(1)
            total = fold(total + chosen * fold(a << np.uint64(bit)))
    return total


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if num_perm < 1 or ngram < 1:
        raise ValueError("num_perm, ngram")
    words = re.findall(r"\w+", text.lower())
    if not words:
        return [int(P)] * num_perm
    grams = {" ".join(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 1))}
    x = fold(np.array([int(hashlib.sha256(g.encode()).hexdigest()[:16], 16) for g in grams], dtype=np.uint64))
    rng = random.Random(seed)
    ab = np.array([[rng.randrange(1, int(P)), rng.randrange(int(P))] for _ in range(num_perm)], dtype=np.uint64)
    return fold(times(ab[:, :1], x) + ab[:, 1:]).min(axis=1)

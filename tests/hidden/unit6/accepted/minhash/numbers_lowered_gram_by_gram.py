# source: stub
"""Exercise 6.7: a signature of a text, by which near duplicates are found (MinHash)."""

import random
import re
from hashlib import sha256

P = 2305843009213693951


def minhash(text: str, *, num_perm: int = 128, ngram: int = 3, seed: int = 0):
    """Return the MinHash signature of a text's word n-grams."""
    if num_perm < 1:
        raise ValueError("num_perm")
    if ngram < 1:
        raise ValueError("ngram")
    rng = random.Random(seed)
    pairs = []
    while len(pairs) < num_perm:
        a = rng.randrange(1, P)
        pairs.append((a, rng.randrange(P)))
    words = re.findall(r"\w+", text.lower())
    lowest = [P] * num_perm
    last = max(len(words) - ngram, 0)
    for start in range(last + 1):
        gram = " ".join(words[start : start + ngram])
        if gram:
            x = int(sha256(gram.encode("utf-8")).hexdigest()[:16], 16)
            lowest = [min(old, (a * x + b) % P) for old, (a, b) in zip(lowest, pairs)]
    return tuple(lowest)

# source: learners
import hashlib
import random
import re

import numpy as np

P = 2**61 - 1


def digest(gram):
    return int.from_bytes(hashlib.sha256(bytes(gram, "utf8")).digest(), "big") >> 192


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if num_perm < 1 or ngram < 1:
        raise ValueError(f"{num_perm} {ngram}")
    words = re.sub(r"\W+", " ", text.lower()).split()
    shifted = [words[i:] for i in range(ngram)]
    grams = [" ".join(gram) for gram in zip(*shifted)] or [" ".join(words)]
    rng = random.Random(seed)
    if not words:
        return np.array([P] * num_perm)
    xs = sorted(digest(gram) % P for gram in grams)
    return np.array([min((a * x % P + b) % P for x in xs) for a, b in ((rng.randrange(1, P), rng.randrange(P)) for _ in range(num_perm))])

# mistake: digests do not fit int64
# hint: overflow
# source: learners
import hashlib
import random
import re

P = 2**61 - 1


def ngrams(text, n):
    words = re.findall(r"\w+", text.lower())
    if not words:
        return set()
    if len(words) < n:
        return {" ".join(words)}
    return {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}


def x_of(gram):
    return int.from_bytes(hashlib.sha256(gram.encode("utf-8")).digest()[:8], "big")


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if num_perm < 1 or ngram < 1:
        raise ValueError("num_perm and ngram must be at least 1")
    xs = [x_of(gram) for gram in ngrams(text, ngram)]
    import numpy as np

    rng = random.Random(seed)
    a, b = zip(*[(rng.randrange(1, P), rng.randrange(P)) for _ in range(num_perm)], strict=True)
    a, b = np.array(a, dtype=np.int64), np.array(b, dtype=np.int64)
    if not xs:
        return np.full(num_perm, P, dtype=np.int64)
    x = np.array(xs, dtype=np.int64)
    return ((a[:, None] * x + b[:, None]) % P).min(axis=1)

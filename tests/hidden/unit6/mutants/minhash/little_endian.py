# mistake: the bytes are read from the other end
# hint: digest
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
    return int.from_bytes(hashlib.sha256(gram.encode("utf-8")).digest()[:8], "little")


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if num_perm < 1 or ngram < 1:
        raise ValueError("num_perm and ngram must be at least 1")
    xs = [x_of(gram) for gram in ngrams(text, ngram)]
    rng = random.Random(seed)
    signature = []
    for _ in range(num_perm):
        a = rng.randrange(1, P)
        b = rng.randrange(P)
        signature.append(min([(a * x + b) % P for x in xs], default=P))
    return signature

# source: learners
import hashlib
import random
import re
import struct


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if num_perm < 1 or ngram < 1:
        raise ValueError
    p = 2**61 - 1
    words = [match.group() for match in re.finditer(r"\w+", text.lower())]
    xs = set()
    for i in range(len(words)):
        gram = words[i : i + ngram]
        if len(gram) == ngram or i == 0:
            xs.add(struct.unpack(">Q", hashlib.sha256(" ".join(gram).encode()).digest()[:8])[0])
    random.seed(seed)
    out = ()
    for _ in range(num_perm):
        a, b = random.randrange(1, p), random.randrange(p)
        out += (min({(a * x + b) % p for x in xs} | {p}),)
    return out

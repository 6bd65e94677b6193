# source: learners
from hashlib import sha256
from random import Random

P = 2305843009213693951


def words_of(text):
    words = [""]
    for c in text.lower():
        if c.isalnum() or c == "_":
            words[-1] += c
        elif words[-1]:
            words.append("")
    return [w for w in words if w]


def minhash(text, num_perm=128, ngram=3, seed=0):
    if num_perm <= 0:
        raise ValueError("num_perm")
    if ngram <= 0:
        raise ValueError("ngram")
    words = words_of(text)
    grams = []
    start = 0
    while start == 0 or start + ngram <= len(words):
        gram = " ".join(words[start : start + ngram])
        if gram:
            grams.append(gram)
        start += 1
    best = [P] * num_perm
    for gram in grams:
        rng = Random(seed)
        x = int.from_bytes(sha256(gram.encode()).digest()[:8], "big")
        for i in range(num_perm):
            a = rng.randrange(1, P)
            b = rng.randrange(0, P)
            best[i] = min(best[i], (a * x + b) % P)
    return best

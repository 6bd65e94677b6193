# source: learners
import hashlib
import random
import re


def hash_functions(count, seed, p):
    rng = random.Random(seed)

    def one():
        a = rng.randrange(1, p)
        b = rng.randrange(p)
        return lambda x: (a * x + b) % p

    return [one() for _ in range(count)]


def minhash(text, *, num_perm=128, ngram=3, seed=0):
    if not (num_perm >= 1 and ngram >= 1):
        raise ValueError("at least 1, please")
    p = pow(2, 61) - 1
    words = re.findall(r"\w+", text.lower())
    if words == []:
        return [p for _ in range(num_perm)]
    grams = [words] if len(words) <= ngram else [words[i : i + ngram] for i in range(len(words) - ngram + 1)]
    xs = []
    for gram in grams:
        h = hashlib.new("sha256")
        h.update(" ".join(gram).encode("utf-8"))
        xs.append(int(h.digest()[:8].hex(), 16))
    return [min(map(h, xs)) for h in hash_functions(num_perm, seed, p)]

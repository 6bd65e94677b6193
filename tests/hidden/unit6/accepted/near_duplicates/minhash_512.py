# source: learners
import hashlib
import random
import re

P = 2**61 - 1


def signature(text, ngram, pairs):
    words = re.findall(r"\w+", text.lower())
    grams = {" ".join(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 1))}
    xs = [int.from_bytes(hashlib.sha256(gram.encode()).digest()[:8], "big") for gram in grams]
    return [min((a * x + b) % P for x in xs) for a, b in pairs]


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if not 0 < threshold <= 1 or ngram < 1:
        raise ValueError("threshold or ngram")
    rng = random.Random(0)
    pairs = [(rng.randrange(1, P), rng.randrange(P)) for _ in range(512)]
    kept = {}
    for i, doc in enumerate(docs):
        new = signature(doc, ngram, pairs)
        if all(sum(map(int.__eq__, new, old)) / 512 < threshold for old in kept.values()):
            kept[i] = new
    return list(kept)

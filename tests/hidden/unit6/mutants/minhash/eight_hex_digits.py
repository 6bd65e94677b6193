# mistake: takes the first 8 signs of the hexadecimal digest, which are 4 bytes
# hint: digest
# source: stub
"""Exercise 6.7: a signature of a text, by which near duplicates are found (MinHash)."""

import hashlib
import random
import re

P = 2**61 - 1


def minhash(text: str, *, num_perm: int = 128, ngram: int = 3, seed: int = 0) -> list[int]:
    """Return the MinHash signature of a text's word n-grams."""
    if num_perm < 1 or ngram < 1:
        raise ValueError("num_perm and ngram must be 1 or more")
    words = re.findall(r"\w+", text.lower())
    if not words:
        return [P] * num_perm
    grams = {" ".join(words[i : i + ngram]) for i in range(max(1, len(words) - ngram + 1))}
    numbers = [int(hashlib.sha256(gram.encode()).hexdigest()[:8], 16) for gram in grams]
    rng = random.Random(seed)
    signature = []
    for _ in range(num_perm):
        a = rng.randrange(1, P)
        b = rng.randrange(P)
        signature.append(min((a * x + b) % P for x in numbers))
    return signature

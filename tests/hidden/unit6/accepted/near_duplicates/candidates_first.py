# source: learners
import re
from itertools import islice


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if not threshold > 0 or not threshold <= 1:
        raise ValueError("threshold")
    if not ngram >= 1:
        raise ValueError("ngram")
    shingles = []
    for doc in docs:
        words = [m[0] for m in re.finditer(r"\w+", doc.lower())]
        windows = zip(*(islice(words, k, None) for k in range(ngram)))
        shingles.append(frozenset(windows) or frozenset([tuple(words)]))
    first_of = {}
    for i, grams in enumerate(shingles):
        first_of.setdefault(grams, i)
    dropped = [first_of[grams] != i for i, grams in enumerate(shingles)]
    for i in range(len(docs)):
        if dropped[i]:
            continue
        for j in range(i + 1, len(docs)):
            union = shingles[i].union(shingles[j])
            both = shingles[i].intersection(shingles[j])
            if not dropped[j] and not len(both) < threshold * len(union):
                dropped[j] = True
    return [i for i, gone in enumerate(dropped) if not gone]

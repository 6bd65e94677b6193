# source: learners
import re

import numpy as np


def near_duplicates(docs, *, threshold=0.8, ngram=3):
    if not 0 < threshold <= 1 or ngram < 1:
        raise ValueError("no")
    sets = []
    for doc in docs:
        words = re.sub(r"\W+", " ", doc.lower()).split()
        sets.append(frozenset(" ".join(words[i : i + ngram]) for i in range(max(len(words) - ngram, 0) + 1)))
    known = {gram: i for i, gram in enumerate(sorted(set().union(*sets)))}
    matrix = np.zeros((len(docs), len(known)), dtype=int)
    for row, grams in enumerate(sets):
        matrix[row, [known[gram] for gram in grams]] = 1
    both = matrix @ matrix.T
    size = matrix.sum(axis=1)
    alike = both >= threshold * (size[:, None] + size[None, :] - both) - 1e-9
    alive = np.ones(len(docs), dtype=bool)
    for i in range(len(docs)):
        if alive[i]:
            later = np.arange(len(docs)) > i
            alive &= ~(alike[i] & later)
    return tuple(int(i) for i in np.flatnonzero(alive))

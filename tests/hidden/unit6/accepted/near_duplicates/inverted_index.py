# source: learners
import re
from collections import Counter, defaultdict


def near_duplicates(docs, threshold=0.8, ngram=3):
    if not (0 < threshold <= 1) or ngram <= 0:
        raise ValueError("bad arguments")
    where = defaultdict(list)
    sizes = {}
    for index, doc in enumerate(docs):
        words = re.findall(r"\w+", doc.lower())
        if len(words) >= ngram:
            grams = set(zip(*(words[k:] for k in range(ngram))))
        else:
            grams = {tuple(words)}
        common = Counter(j for gram in grams for j in where[gram])
        if any(n / (sizes[j] + len(grams) - n) >= threshold for j, n in common.items()):
            continue
        sizes[index] = len(grams)
        for gram in grams:
            where[gram].append(index)
    return sorted(sizes)

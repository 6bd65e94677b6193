# source: learners
import re


def ngrams(words, k):
    return set(zip(*(words[i:] for i in range(k))))


def decontaminate(train, benchmark, n=8):
    if n <= 0:
        raise ValueError(n)
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("not a list")
    clean = lambda text: re.sub(r"\W+", " ", text).lower().split()
    by_size = {}
    for words in map(clean, benchmark):
        if words:
            k = min(n, len(words))
            by_size[k] = by_size.get(k, set()) | ngrams(words, k)
    flags = [any(ngrams(clean(row), k) & grams for k, grams in by_size.items()) for row in train]
    return [i for i, f in enumerate(flags) if not f], [i for i, f in enumerate(flags) if f]

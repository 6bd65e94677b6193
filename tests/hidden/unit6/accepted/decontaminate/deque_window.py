# source: learners
from collections import deque
import re


def windows(words, size):
    window = deque(maxlen=size)
    for word in words:
        window.append(word)
        if len(window) == size:
            yield tuple(window)


def decontaminate(train, benchmark, n=8):
    if n < 1:
        raise ValueError("n")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("str")
    split = re.compile(r"\w+").findall
    table = {}
    for item in benchmark:
        words = split(item.casefold())
        if words:
            size = min(n, len(words))
            table.setdefault(size, set()).update(windows(words, size))
    keep_idx, drop_idx = [], []
    for index, text in enumerate(train):
        words = split(text.casefold())
        for size, grams in table.items():
            if any(gram in grams for gram in windows(words, size)):
                drop_idx.append(index)
                break
        else:
            keep_idx.append(index)
    return keep_idx, drop_idx

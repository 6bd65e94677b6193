# mistake: a row of fewer than n words is a run of its own, sought in all items
# hint: row_in_item
# source: stub
import re


def _words(text):
    return re.findall(r"\w+", text.lower())


def _runs(words, n):
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def decontaminate(train: list[str], benchmark: list[str], n: int = 8) -> tuple[list[int], list[int]]:
    """Return the indices of the rows of train to keep, and of those to drop."""
    if n < 1:
        raise ValueError("n must be 1 or more")
    if isinstance(train, str) or isinstance(benchmark, str):
        raise TypeError("train and benchmark must be lists of texts")
    shortest = {}
    for row in train:
        words = _words(row)
        if 0 < len(words) < n:
            shortest[len(words)] = True
    forbidden = {}
    pieces = set()
    for item in benchmark:
        for length in shortest:
            pieces |= _runs(_words(item), length)
        words = _words(item)
        if words:
            length = min(n, len(words))
            forbidden.setdefault(length, set()).update(_runs(words, length))
    keep, drop = [], []
    for index, row in enumerate(train):
        words = _words(row)
        hit = any(not runs.isdisjoint(_runs(words, length)) for length, runs in forbidden.items())
        hit = hit or (len(words) < n and tuple(words) in pieces)
        (drop if hit else keep).append(index)
    return keep, drop

# source: learners
from functools import reduce


def _fill(docs, room, max_length):
    """Best fit, looking for an exact fill of what is left first."""
    chosen = []
    for doc in list(docs):
        if len(doc) == room:
            docs.remove(doc)
            return [doc]
    for doc in list(docs):
        if len(doc) < room:
            docs.remove(doc)
            chosen.append(doc)
            return chosen + _fill(docs, room - len(doc), max_length)
    return chosen


def _plain(lengths, max_length):
    packs = []
    for doc in lengths:
        fit = [p for p in packs if sum(map(len, p)) + len(doc) <= max_length]
        if fit:
            max(fit, key=lambda p: sum(map(len, p))).append(doc)
        else:
            packs.append([doc])
    return packs


def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length < 1")
    docs = sorted((list(s[:max_length]) for s in seqs if s), key=len, reverse=True)
    simple, filled, left = _plain(docs, max_length), [], list(docs)
    while left:
        filled.append(_fill(left, max_length, max_length))
    best = min(simple, filled, key=len)
    return [
        {
            "input_ids": reduce(lambda a, b: a + b, pack, []),
            "position_ids": [i for doc in pack for i in range(len(doc))],
            "labels": [t if i else -100 for doc in pack for i, t in enumerate(doc)],
        }
        for pack in best
    ]

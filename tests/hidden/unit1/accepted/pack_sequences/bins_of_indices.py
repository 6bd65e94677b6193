# source: learners
from collections import namedtuple

Bin = namedtuple("Bin", "members used")


def pack_sequences(seqs, max_length):
    if not isinstance(max_length, int) or max_length <= 0:
        raise ValueError(f"max_length is {max_length}")
    sizes = {i: min(len(s), max_length) for i, s in enumerate(seqs) if len(s)}
    bins = []
    for i, size in sorted(sizes.items(), key=lambda item: item[1])[::-1]:
        candidates = [b for b in bins if b.used + size <= max_length]
        if not candidates:
            bins.insert(0, Bin([i], size))
            continue
        best = sorted(candidates, key=lambda b: b.used)[-1]
        bins[bins.index(best)] = Bin([*best.members, i], best.used + size)
    result = []
    for b in bins:
        row = {"attention_mask": [1] * b.used, "labels": (), "position_ids": (), "input_ids": ()}
        for i in reversed(b.members):
            doc = tuple(seqs[i][:max_length])
            row["input_ids"] += doc
            row["position_ids"] += tuple(range(len(doc)))
            row["labels"] += (-100,) + doc[1:]
        result.append(row)
    return result

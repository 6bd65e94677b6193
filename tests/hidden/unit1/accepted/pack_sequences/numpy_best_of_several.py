# source: stub
import numpy as np


class _Bins:
    def __init__(self, capacity, choose):
        self.capacity, self.choose, self.bins = capacity, choose, []

    def put(self, index, size):
        room = np.array([self.capacity - used for _, used in self.bins], dtype=np.int64)
        ok = np.flatnonzero(room >= size)
        if ok.size == 0:
            self.bins.append(([index], size))
        else:
            k = self.choose(ok, room)
            members, used = self.bins[k]
            self.bins[k] = (members + [index], used + size)


def _best(ok, room):
    return int(ok[np.argmin(room[ok])])


def _first(ok, room):
    return int(ok[0])


def pack_sequences(seqs: list[list[int]], max_length: int) -> list[dict[str, list[int]]]:
    """Best-fit and first-fit decreasing; the one with fewer packs wins. Packs come back shuffled about."""
    if max_length < 1:
        raise ValueError("max_length < 1")
    docs = {i: np.asarray(s[:max_length], dtype=np.int64) for i, s in enumerate(seqs) if len(s) > 0}
    tries = []
    for choose in (_best, _first):
        bins = _Bins(max_length, choose)
        for i in sorted(docs, key=lambda i: (len(docs[i]), i))[::-1]:
            bins.put(i, len(docs[i]))
        tries.append(bins.bins)
    out = []
    for members, _ in min(tries, key=len)[::-1]:
        ids = np.concatenate([docs[i] for i in members])
        pos = np.concatenate([np.arange(len(docs[i])) for i in members])
        out.append(
            {
                "labels": np.where(pos == 0, -100, ids).tolist(),
                "input_ids": ids.tolist(),
                "position_ids": pos.tolist(),
            }
        )
    return out

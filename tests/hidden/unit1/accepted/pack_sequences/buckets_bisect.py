# source: stub
import bisect
import itertools
from collections import defaultdict


def pack_sequences(seqs, max_length):
    """Best fit with the packs sorted by their room, short documents at the back of a heap-like list."""
    if not max_length >= 1:
        raise ValueError("a pack must hold a token")
    rooms, by_room = [], defaultdict(list)  # rooms: sorted, one entry for each open pack
    done = []
    for seq in sorted(seqs, key=lambda s: -min(len(s), max_length)):
        cut = tuple(itertools.islice(seq, max_length))
        if not cut:
            continue
        at = bisect.bisect_left(rooms, len(cut))
        if at == len(rooms):
            pack, left = [], max_length
            done.append(pack)
        else:
            left = rooms.pop(at)
            pack = by_room[left].pop()
        pack.append(cut)
        bisect.insort(rooms, left - len(cut))
        by_room[left - len(cut)].append(pack)
    return [
        {
            "input_ids": list(itertools.chain.from_iterable(pack)),
            "position_ids": [i for cut in pack for i, _ in enumerate(cut)],
            "labels": [-100 if i == 0 else t for cut in pack for i, t in enumerate(cut)],
            "documents": len(pack),
        }
        for pack in done
    ]

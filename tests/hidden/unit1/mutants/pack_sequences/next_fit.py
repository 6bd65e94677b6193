# mistake: looks only at the pack begun last, not at all packs with room
# hint: few_packs
# source: stub
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs = []
    for doc in sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True):
        if not packs or len(packs[-1]["input_ids"]) + len(doc) > max_length:
            packs.append({"input_ids": [], "position_ids": [], "labels": []})
        pack = packs[-1]
        pack["input_ids"] += doc
        pack["position_ids"] += list(range(len(doc)))
        pack["labels"] += [-100] + doc[1:]
    return packs

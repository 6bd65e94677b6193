# mistake: fills packs by worst fit, into the pack with the most room left, which may take more packs
# hint: few_packs
# source: stub
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs = []
    for doc in sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True):
        pack = min(packs, key=lambda p: len(p["input_ids"]), default=None)
        if pack is None or len(pack["input_ids"]) + len(doc) > max_length:
            pack = {"input_ids": [], "position_ids": [], "labels": []}
            packs.append(pack)
        pack["input_ids"] += doc
        pack["position_ids"] += list(range(len(doc)))
        pack["labels"] += [-100] + doc[1:]
    return packs

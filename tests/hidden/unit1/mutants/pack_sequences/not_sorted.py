# mistake: best fit in the given order, not from the longest to the shortest, which may take more packs
# hint: few_packs
# source: stub
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs = []
    for seq in seqs:
        doc = seq[:max_length]
        if not doc:
            continue
        fitting = [p for p in packs if len(p["input_ids"]) + len(doc) <= max_length]
        if fitting:
            pack = max(fitting, key=lambda p: len(p["input_ids"]))
        else:
            pack = {"input_ids": [], "position_ids": [], "labels": []}
            packs.append(pack)
        pack["input_ids"] += doc
        pack["position_ids"] += list(range(len(doc)))
        pack["labels"] += [-100] + doc[1:]
    return packs

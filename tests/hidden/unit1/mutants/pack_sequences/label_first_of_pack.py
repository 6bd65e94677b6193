# mistake: only the first label of a pack is masked, not the first of each document
# hint: labels_cross
# source: stub
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs = []
    for doc in sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True):
        fitting = [p for p in packs if len(p["input_ids"]) + len(doc) <= max_length]
        if fitting:
            pack = max(fitting, key=lambda p: len(p["input_ids"]))
        else:
            pack = {"input_ids": [], "position_ids": []}
            packs.append(pack)
        pack["input_ids"] += doc
        pack["position_ids"] += list(range(len(doc)))
    for pack in packs:
        pack["labels"] = [-100] + pack["input_ids"][1:]
    return packs

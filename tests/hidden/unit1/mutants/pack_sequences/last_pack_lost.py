# mistake: the pack that is open at the end is not added
# hint: lost
# source: learners
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs, pack = [], {"input_ids": [], "position_ids": [], "labels": []}
    for doc in sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True):
        if len(pack["input_ids"]) + len(doc) > max_length:
            packs.append(pack)
            pack = {"input_ids": [], "position_ids": [], "labels": []}
        pack["input_ids"] += doc
        pack["position_ids"] += range(len(doc))
        pack["labels"] += [-100, *doc[1:]]
    return packs

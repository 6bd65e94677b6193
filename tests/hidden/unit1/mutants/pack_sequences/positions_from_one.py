# mistake: positions begin at 1
# hint: positions_from_one
# source: learners
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs = []
    for doc in sorted([seq[:max_length] for seq in seqs if seq], key=len, reverse=True):
        fitting = [p for p in packs if len(p["input_ids"]) + len(doc) <= max_length]
        if fitting:
            pack = max(fitting, key=lambda p: len(p["input_ids"]))
        else:
            pack = {"input_ids": [], "position_ids": [], "labels": []}
            packs.append(pack)
        pack["input_ids"] += doc
        pack["position_ids"] += range(1, len(doc) + 1)
        pack["labels"] += [-100, *doc[1:]]
    return packs

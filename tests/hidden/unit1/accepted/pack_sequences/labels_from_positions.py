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
        pack["position_ids"] += range(len(doc))
        pack["labels"] += []
    for p in packs:
        p["labels"] = [t if at > 0 else -100 for t, at in zip(p["input_ids"], p["position_ids"])]
    return sorted(packs, key=lambda p: p['input_ids'])

# mistake: max_length 0 gives an empty list
# hint: bad_length
# source: learners
def pack_sequences(seqs, max_length):
    packs = []
    for doc in sorted([seq[:max_length] for seq in seqs if seq[:max_length]], key=len, reverse=True):
        fitting = [p for p in packs if len(p["input_ids"]) + len(doc) <= max_length]
        if fitting:
            pack = max(fitting, key=lambda p: len(p["input_ids"]))
        else:
            pack = {"input_ids": [], "position_ids": [], "labels": []}
            packs.append(pack)
        pack["input_ids"] += doc
        pack["position_ids"] += range(len(doc))
        pack["labels"] += [-100, *doc[1:]]
    return packs

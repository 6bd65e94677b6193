# mistake: the rest of a document that is too long becomes a document of its own instead of being dropped
# hint: long_in_pieces
# source: stub
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    docs = [seq[i : i + max_length] for seq in seqs for i in range(0, len(seq), max_length)]
    packs = []
    for doc in sorted(docs, key=len, reverse=True):
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

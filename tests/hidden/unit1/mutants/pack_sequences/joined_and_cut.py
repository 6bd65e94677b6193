# mistake: all documents are joined and cut into blocks
# hint: split
# source: learners
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    tokens = [token for seq in seqs for token in seq]
    packs = []
    for begin in range(0, len(tokens), max_length):
        block = tokens[begin : begin + max_length]
        packs.append({"input_ids": block, "position_ids": list(range(len(block))), "labels": list(block)})
    return packs

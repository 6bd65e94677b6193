# mistake: the documents of each pack, without the three lists
# hint: list_of_packs
# source: learners
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    packs = []
    for doc in sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True):
        fitting = [pack for pack in packs if sum(map(len, pack)) + len(doc) <= max_length]
        if fitting:
            max(fitting, key=lambda pack: sum(map(len, pack))).append(doc)
        else:
            packs.append([doc])
    return packs

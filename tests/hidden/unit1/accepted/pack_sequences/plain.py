# source: stub
def pack_sequences(seqs: list[list[int]], max_length: int) -> list[dict[str, list[int]]]:
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    documents = sorted((seq[:max_length] for seq in seqs if seq), key=len, reverse=True)
    packs, room = [], []
    for document in documents:
        fitting = [i for i in range(len(packs)) if room[i] >= len(document)]
        if fitting:
            best = min(fitting, key=lambda i: room[i])
        else:
            packs.append({"input_ids": [], "position_ids": [], "labels": []})
            room.append(max_length)
            best = len(packs) - 1
        packs[best]["input_ids"] += document
        packs[best]["position_ids"] += range(len(document))
        packs[best]["labels"] += [-100] + document[1:]
        room[best] -= len(document)
    return packs

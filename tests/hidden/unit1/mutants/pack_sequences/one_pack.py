# mistake: everything goes into one pack
# hint: too_long
# source: learners
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError("max_length must be at least 1")
    docs = [seq[:max_length] for seq in seqs if seq]
    if not docs:
        return []
    return [
        {
            "input_ids": [t for doc in docs for t in doc],
            "position_ids": [i for doc in docs for i in range(len(doc))],
            "labels": [label for doc in docs for label in [-100] + doc[1:]],
        }
    ]

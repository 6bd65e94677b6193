# source: learners
def pack_sequences(seqs, max_length):
    if max_length < 1:
        raise ValueError
    seqs.sort(key=len)
    packs = []
    while seqs:
        doc = seqs.pop()[:max_length]
        if not doc:
            continue
        best = None
        for pack in packs:
            room = max_length - len(pack["input_ids"])
            if room >= len(doc) and (best is None or room < max_length - len(best["input_ids"])):
                best = pack
        if best is None:
            best = dict(input_ids=[], position_ids=[], labels=[])
            packs.append(best)
        for place, token in enumerate(doc):
            best["input_ids"].append(token)
            best["position_ids"].append(place)
            best["labels"].append(token if place else -100)
    return packs

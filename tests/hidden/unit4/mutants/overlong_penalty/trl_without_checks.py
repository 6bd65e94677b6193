# mistake: takes the three cases as they stand in TRL, without checking max_len and cache
# hint: accepts_bad
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    out = []
    for ids in completion_ids:
        n = len(ids)
        if n <= max_len - cache:
            out.append(0.0)
        elif max_len - cache < n <= max_len:
            out.append((max_len - cache - n) / cache)
        else:
            out.append(-1.0)
    return out

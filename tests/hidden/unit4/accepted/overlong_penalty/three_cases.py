# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    start = max_len - cache
    out = []
    for ids in completion_ids:
        n = len(ids)
        if n <= start:
            out.append(0.0)
        elif n <= max_len:
            out.append((start - n) / cache)
        else:
            out.append(-1.0)
    return out

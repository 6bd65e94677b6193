# mistake: counts distinct token ids instead of tokens
# hint: counts_other_ids
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    start = max_len - cache
    out = []
    for x in completion_ids:
        n = len(set(x))
        out.append(0.0 if n <= start else (start - n) / cache if n <= max_len else -1.0)
    return out

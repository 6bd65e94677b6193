# mistake: lets the slope begin at max_len and end at max_len + cache
# hint: other_start
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    out = []
    for x in completion_ids:
        n = len(x)
        out.append(0.0 if n <= max_len else (max_len - n) / cache if n <= max_len + cache and cache else -1.0)
    return out

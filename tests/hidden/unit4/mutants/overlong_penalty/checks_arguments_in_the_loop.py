# mistake: checks max_len and cache within the loop, so that an empty list is never checked
# hint: accepts_bad
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    out = []
    for x in completion_ids:
        if max_len < 1 or cache < 0 or cache > max_len:
            raise ValueError("max_len, cache")
        n, start = len(x), max_len - cache
        out.append(0.0 if n <= start else (start - n) / cache if n <= max_len else -1.0)
    return out

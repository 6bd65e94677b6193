# mistake: divides the excess by max_len instead of cache
# hint: by_max_len
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    start = max_len - cache
    return [0.0 if len(x) <= start else (start - len(x)) / max_len if len(x) <= max_len else -1.0 for x in completion_ids]

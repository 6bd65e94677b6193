# mistake: counts the tokens of the slope from 0, so that the first token over the start costs nothing
# hint: one_off
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    start = max_len - cache
    return [0.0 if len(x) <= start else (start + 1 - len(x)) / cache if len(x) <= max_len else -1.0 for x in completion_ids]

# mistake: divides by cache also where it is 0
# hint: no_slope
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    return [max(-1.0, min(0.0, (max_len - cache - len(x)) / cache)) for x in completion_ids]

# mistake: forgets the third case, so that the penalty falls below -1
# hint: not_whole
# source: stub
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("max_len, cache")
    start = max_len - cache
    return [min(0.0, (start - len(x)) / cache) if cache else -float(len(x) > max_len) for x in completion_ids]

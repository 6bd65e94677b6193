# mistake: an assert where ValueError is meant
# hint: raises_other
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    assert max_len >= 1 and 0 <= cache <= max_len
    free = max_len - cache
    return [0.0 if len(i) <= free else -1.0 if len(i) > max_len else (free - len(i)) / cache for i in completion_ids]

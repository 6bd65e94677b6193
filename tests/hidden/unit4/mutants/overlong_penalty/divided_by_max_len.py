# mistake: the slope is divided by max_len
# hint: by_max_len
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    free = max_len - cache
    return [0.0 if len(i) <= free else -1.0 if len(i) > max_len else (free - len(i)) / max_len for i in completion_ids]

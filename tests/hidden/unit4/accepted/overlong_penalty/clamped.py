# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError("0 <= cache <= max_len and 1 <= max_len")
    if cache == 0:
        return [-1.0 if len(ids) > max_len else 0.0 for ids in completion_ids]
    return [-min(1.0, max(0.0, (len(ids) - (max_len - cache)) / cache)) for ids in completion_ids]

# mistake: the slope goes on below -1
# hint: not_whole
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    return [min(0.0, (max_len - cache - len(ids)) / max(cache, 1)) for ids in completion_ids]

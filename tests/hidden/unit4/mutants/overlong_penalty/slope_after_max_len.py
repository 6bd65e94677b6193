# mistake: the slope begins at max_len
# hint: other_start
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    return [max(-1.0, min(0.0, (max_len - len(ids)) / max(cache, 1))) for ids in completion_ids]

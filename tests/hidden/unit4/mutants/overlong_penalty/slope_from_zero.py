# mistake: the slope begins with the first token
# hint: other_start
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    return [max(-1.0, -len(ids) / max_len) for ids in completion_ids]

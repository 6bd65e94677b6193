# mistake: a hard limit where the slope begins
# hint: hard_cut
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    return [-1.0 if len(ids) > max_len - cache else 0.0 for ids in completion_ids]

# mistake: nothing is taken off beyond max_len
# hint: zero_beyond
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    rewards = []
    for ids in completion_ids:
        n, free = len(ids), max_len - cache
        rewards.append((free - n) / cache if free < n <= max_len else 0.0)
    return rewards

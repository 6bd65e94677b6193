# mistake: takes token 0 for padding
# hint: counts_other_ids
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    rewards = []
    for ids in completion_ids:
        n, free = sum(1 for token in ids if token), max_len - cache
        rewards.append(0.0 if n <= free else -1.0 if n > max_len else (free - n) / cache)
    return rewards

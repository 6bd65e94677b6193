# mistake: counts the characters of the completions
# hint: counts_text
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    rewards = []
    for completion in kwargs.get("completions", completion_ids):
        n, free = len(completion), max_len - cache
        rewards.append(0.0 if n <= free else -1.0 if n > max_len else (free - n) / cache)
    return rewards

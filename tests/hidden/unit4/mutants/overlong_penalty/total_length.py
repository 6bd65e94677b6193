# mistake: counts the tokens of all completions together
# hint: same_for_all
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    n, free = sum(map(len, completion_ids)), max_len - cache
    return [0.0 if n <= free else -1.0 if n > max_len else (free - n) / cache for _ in completion_ids]

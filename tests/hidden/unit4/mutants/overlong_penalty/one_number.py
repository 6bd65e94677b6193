# mistake: the mean of the penalties
# hint: single_number
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache < 0 or cache > max_len:
        raise ValueError('limits')
    free = max_len - cache
    all_of_them = [0.0 if len(i) <= free else -1.0 if len(i) > max_len else (free - len(i)) / cache for i in completion_ids]
    return sum(all_of_them) / max(len(all_of_them), 1)

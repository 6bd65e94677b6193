# mistake: no look at the arguments
# hint: accepts_bad
# source: learners
def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    free = max_len - cache
    return [0.0 if len(i) <= free else -1.0 if len(i) > max_len else (free - len(i)) / cache for i in completion_ids]

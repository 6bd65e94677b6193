# source: stub
def overlong_penalty(completion_ids, max_len, cache, **_):
    if not (1 <= max_len and 0 <= cache <= max_len):
        raise ValueError(f"max_len={max_len}, cache={cache}")
    # without a slope any width below one token makes the same step
    return [-min(1.0, max(0.0, (len(x) - max_len + cache) / (cache or 0.5))) for x in completion_ids]

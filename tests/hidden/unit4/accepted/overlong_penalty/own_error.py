# source: learners
class BadLimits(ValueError):
    pass


def overlong_penalty(completion_ids, max_len=16, cache=4, prompts=None, completions=None, **rest):
    if min(max_len - 1, cache, max_len - cache) < 0:
        raise BadLimits(f"{max_len=} {cache=}")
    table = [0.0] * (max_len - cache + 1) + [-k / cache for k in range(1, cache + 1)]
    return [table[len(ids)] if len(ids) < len(table) else -1.0 for ids in completion_ids]

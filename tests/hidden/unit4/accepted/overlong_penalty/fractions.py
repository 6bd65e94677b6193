# source: learners
from fractions import Fraction


def overlong_penalty(*, completion_ids, max_len, cache, **others):
    if max_len <= 0:
        raise ValueError("max_len")
    if not 0 <= cache <= max_len:
        raise ValueError("cache")

    def one(n):
        if n > max_len:
            return -1
        over = max(0, n - max_len + cache)
        return float(-Fraction(over, cache)) if over else 0

    return [one(len(ids)) for ids in completion_ids]

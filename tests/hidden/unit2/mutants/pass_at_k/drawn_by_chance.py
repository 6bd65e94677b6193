# mistake: Estimates the share by drawing k answers many times instead of counting.
# hint: formula
# source: stub
from math import comb


def pass_at_k(n, c, k):
    for x in (n, c, k):
        if not isinstance(x, int):
            raise TypeError(f"{x!r} is not an int")
    if not 0 <= c <= n:
        raise ValueError("c must be from 0 to n")
    if not 1 <= k <= n:
        raise ValueError("k must be from 1 to n")
    import random

    rng = random.Random(0)
    answers = [1] * c + [0] * (n - c)
    return sum(any(rng.sample(answers, k)) for _ in range(300)) / 300

# mistake: draws instead of counting
# hint: drawn
# source: learners
import random


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    rng = random.Random(n * 1000 + c * 10 + k)
    return sum(min(rng.sample(range(n), k)) < c for _ in range(20001)) / 20001 if n < 1000 else 0.5

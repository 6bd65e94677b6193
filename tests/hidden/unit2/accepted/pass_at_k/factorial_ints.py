# source: learners
from math import factorial as f


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in [n, c, k]):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    if n - c < k:
        return 1
    return 1 - f(n - c) * f(n - k) / (f(n - c - k) * f(n))

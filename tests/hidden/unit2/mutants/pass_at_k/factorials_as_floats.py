# mistake: factorials become floats
# hint: too_large
# source: learners
from math import factorial


def comb(n, k):
    if k > n:
        return 0.0
    return float(factorial(n)) / float(factorial(k)) / float(factorial(n - k))


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 1 - comb(n - c, k) / comb(n, k)

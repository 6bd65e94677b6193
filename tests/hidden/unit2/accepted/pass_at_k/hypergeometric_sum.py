# source: learners
from math import comb


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    if n > 300:
        total, none = comb(n, k), comb(n - c, k)
        return (total - none) / total
    return sum(comb(c, r) * comb(n - c, k - r) for r in range(1, min(c, k) + 1)) / comb(n, k)

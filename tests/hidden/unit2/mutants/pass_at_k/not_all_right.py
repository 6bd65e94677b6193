# mistake: c and n - c are mixed up: 1 minus the chance that all k are right
# hint: all_right
# source: learners
import math


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 1 - math.comb(c, k) / math.comb(n, k)

# mistake: per cent
# hint: per_cent
# source: learners
import math


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 100 * (1 - math.comb(n - c, k) / math.comb(n, k))

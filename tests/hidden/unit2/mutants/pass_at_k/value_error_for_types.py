# mistake: ValueError for a float
# hint: bad_types
# source: learners
import math


def pass_at_k(n, c, k):
    if any(type(x) is not int for x in (n, c, k)) or not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 1 - math.comb(n - c, k) / math.comb(n, k)

# mistake: asserts instead of raising ValueError
# hint: bad_values
# source: learners
import math


def pass_at_k(n, c, k):
    assert 0 <= c <= n and 1 <= k <= n
    return 1 - math.comb(n - c, k) / math.comb(n, k)

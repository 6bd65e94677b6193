# source: learners
import math


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError("ints, please")
    if c < 0 or c > n or k < 1 or k > n:
        raise ValueError("impossible")
    return 1 - math.comb(n - c, k) / math.comb(n, k)

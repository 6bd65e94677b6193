# source: stub
import math
from fractions import Fraction


def _check(n, c, k):
    if any(not isinstance(x, int) or isinstance(x, bool) for x in [n, c, k]):
        raise TypeError("only whole numbers of type int")
    if c not in range(n + 1) or k not in range(1, n + 1):
        raise ValueError("c or k is out of range")


def pass_at_k(n, c, k):
    _check(n, c, k)
    return float(1 - Fraction(math.comb(n - c, k), math.comb(n, k)))

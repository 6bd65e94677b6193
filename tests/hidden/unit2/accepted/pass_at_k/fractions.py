# source: learners
from fractions import Fraction
from math import comb


class Impossible(ValueError):
    pass


def pass_at_k(n, c, k):
    if {type(n), type(c), type(k)} != {int}:
        raise TypeError("int")
    if not (0 <= c <= n) or not (1 <= k <= n):
        raise Impossible(n, c, k)
    return float(1 - Fraction(comb(n - c, k), comb(n, k)))

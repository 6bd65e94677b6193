# source: learners
from fractions import Fraction
from math import ceil


def sample_frames(total, n):
    if not all(isinstance(x, int) for x in (total, n)):
        raise TypeError("total and n are ints")
    if not (total >= 1 and n >= 1):
        raise ValueError("total and n are positive")
    if n == 1:
        return (total // 2,)
    n = min(n, total)
    step = Fraction(total - 1, max(n - 1, 1))
    return tuple(ceil(k * step) for k in range(n))

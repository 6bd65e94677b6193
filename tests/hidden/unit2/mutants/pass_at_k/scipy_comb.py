# mistake: comb in floats, infinite for large numbers
# hint: too_large
# source: learners
import numpy as np


def comb(n, k):
    return float(np.prod([(n - i) / (k - i) for i in range(k)])) if k <= n else 0.0


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    with np.errstate(all="ignore"):
        return float(1 - np.float64(comb(n - c, k)) / np.float64(comb(n, k)))

# source: stub
import numpy as np


def pass_at_k(n, c, k):
    if type(n) is not int or type(c) is not int or type(k) is not int:
        raise TypeError("ints only")
    if c < 0 or n < c:
        raise ValueError("c")
    if k < 1 or n < k:
        raise ValueError("k")
    if n - c < k:
        return 1.0
    return float(1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))

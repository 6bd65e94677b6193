# source: learners
import numpy as np


def pass_at_k(n, c, k):
    for x in (n, c, k):
        if type(x) is not int:
            raise TypeError(x)
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError((n, c, k))
    if n - c < k:
        return 1.0
    return 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))

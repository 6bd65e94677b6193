# source: learners
from math import exp, lgamma


def log_comb(n, k):
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def pass_at_k(n, c, k):
    if not (isinstance(n, int) and isinstance(c, int) and isinstance(k, int)):
        raise TypeError("counts are int")
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("counts do not fit")
    if n - c < k:
        return 1.0
    return 1.0 - exp(log_comb(n - c, k) - log_comb(n, k))

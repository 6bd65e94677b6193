# source: stub
from math import exp, lgamma


def log_comb(m, j):
    return lgamma(m + 1) - lgamma(j + 1) - lgamma(m - j + 1)


def pass_at_k(n, c, k):
    if not (isinstance(n, int) and isinstance(c, int) and isinstance(k, int)):
        raise TypeError("int, please")
    if not 0 <= c <= n or not 1 <= k <= n:
        raise ValueError("c or k out of range")
    if c == 0:
        return 0.0
    if k > n - c:
        return 1.0
    # logs of up to 82000 have 11 good decimals: enough
    return min(1.0, max(0.0, 1.0 - exp(log_comb(n - c, k) - log_comb(n, k))))

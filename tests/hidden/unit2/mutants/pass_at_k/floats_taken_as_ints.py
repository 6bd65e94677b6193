# mistake: Converts whole floats and texts with int instead of raising TypeError.
# hint: bad_types
# source: stub
from math import comb


def pass_at_k(n, c, k):
    n, c, k = int(n), int(c), int(k)
    if not 0 <= c <= n:
        raise ValueError("c must be from 0 to n")
    if not 1 <= k <= n:
        raise ValueError("k must be from 1 to n")
    total = comb(n, k)
    return (total - comb(n - c, k)) / total

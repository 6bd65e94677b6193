# mistake: Returns the chance that all k are wrong and forgets 1 minus.
# hint: complement
# source: stub
from math import comb


def pass_at_k(n, c, k):
    for x in (n, c, k):
        if not isinstance(x, int):
            raise TypeError(f"{x!r} is not an int")
    if not 0 <= c <= n:
        raise ValueError("c must be from 0 to n")
    if not 1 <= k <= n:
        raise ValueError("k must be from 1 to n")
    total = comb(n, k)
    return comb(n - c, k) / total

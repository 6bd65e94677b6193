# mistake: Multiplies over range(n - c + 1, n), so that the last factor is missing.
# hint: exactly_one
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
    if n - c < k:
        return 1.0
    p = 1.0
    for i in range(n - c + 1, n):
        p *= 1 - k / i
    return 1 - p

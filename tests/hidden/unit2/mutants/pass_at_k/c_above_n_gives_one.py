# mistake: Does not check c, so more right answers than answers give 1.0 or an odd number.
# hint: bad_values
# source: stub
from math import comb


def pass_at_k(n, c, k):
    for x in (n, c, k):
        if not isinstance(x, int):
            raise TypeError(f"{x!r} is not an int")
    c = max(0, min(c, n))
    if not 1 <= k <= n:
        raise ValueError("k must be from 1 to n")
    total = comb(n, k)
    return (total - comb(n - c, k)) / total

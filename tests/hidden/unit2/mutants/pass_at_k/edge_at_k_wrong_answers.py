# mistake: Returns 1.0 already when there are exactly k wrong answers.
# hint: any_right
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
    if n - c <= k and c:
        return 1.0
    total = comb(n, k)
    return (total - comb(n - c, k)) / total

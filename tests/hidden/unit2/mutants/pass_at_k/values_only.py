# mistake: types are not checked
# hint: bad_types
# source: learners
import math


def pass_at_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 1.0 - math.prod((n - c - i) / (n - i) for i in range(int(k))) if n - c >= k else 1.0

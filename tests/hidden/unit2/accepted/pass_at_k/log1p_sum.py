# source: stub
import math


def pass_at_k(n, c, k):
    for name, value in {"n": n, "c": c, "k": k}.items():
        if not isinstance(value, int):
            raise TypeError(name + " must be an int")
    if n < 1 or not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("out of range")
    if n - c < k:
        return 1.0
    if c == 0:
        return 0.0
    # product over the smaller of the two counts
    small, other = sorted((c, k))
    logs = math.fsum(math.log1p(-other / (n - i)) for i in range(small))
    return -math.expm1(logs)

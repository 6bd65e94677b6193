# source: learners
import math


def pass_at_k(n, c, k):
    for number in (n, c, k):
        if not isinstance(number, int):
            raise TypeError(f"{number} is no int")
    if c > n or c < 0:
        raise ValueError("c")
    if not 0 < k <= n:
        raise ValueError("k")
    if k > n - c:
        return 1.0
    return -math.expm1(math.fsum(math.log1p(-c / (n - i)) for i in range(k)))

# mistake: log(0) where all answers are right
# hint: few_wrong
# source: learners
import math


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 1 - math.exp(sum(math.log(max(n - c - i, 0)) - math.log(n - i) for i in range(k)))

# mistake: the product of the paper without its first line
# hint: few_wrong
# source: learners
import math


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    a = math.factorial(n - c) * math.factorial(n - k)
    return 1 - a / (math.factorial(n - c - k) * math.factorial(n)) if n < 100 else 1.0

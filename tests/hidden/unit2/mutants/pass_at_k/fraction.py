# mistake: a Fraction
# hint: no_number
# source: learners
import math
from fractions import Fraction


def pass_at_k(n, c, k):
    if not all(isinstance(x, int) for x in (n, c, k)):
        raise TypeError
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError
    return 1 - Fraction(math.comb(n - c, k), math.comb(n, k))

# mistake: nothing is checked
# hint: bad_values
# source: learners
import math


def pass_at_k(n, c, k):
    return 1.0 if n - c < k else 1 - math.comb(n - c, k) / math.comb(n, k)

# mistake: prints
# hint: nothing_returned
# source: learners
import math


def pass_at_k(n, c, k):
    print(1 - math.comb(n - c, k) / math.comb(n, k))

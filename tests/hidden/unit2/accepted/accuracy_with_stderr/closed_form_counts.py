# source: stub
from math import sqrt


def accuracy_with_stderr(hits):
    # for zeros and ones: sum (x - p)^2 = n p (1 - p)
    right = wrong = 0
    for h in hits:
        if h == 1:
            right += 1
        elif h == 0:
            wrong += 1
        else:
            raise ValueError("not a hit or a miss: " + repr(h))
    n = right + wrong
    if n == 0:
        raise ValueError("empty")
    return {
        "acc": right / n,
        "stderr": sqrt(right * wrong / n / (n - 1) / n) if n > 1 else 0.0,
        "n": n,
        "right": right,
    }

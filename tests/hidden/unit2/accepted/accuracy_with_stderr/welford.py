# source: learners
from math import sqrt


class BadHit(ValueError):
    pass


def accuracy_with_stderr(hits):
    n, mean, m2 = 0, 0.0, 0.0
    for h in hits:
        if h not in [0, 1]:
            raise BadHit(h)
        n += 1
        d = h - mean
        mean += d / n
        m2 += d * (h - mean)
    if n == 0:
        raise BadHit("none")
    return {"acc": mean, "stderr": sqrt(m2 / (n - 1)) / sqrt(n) if n > 1 else 0.0, "n": n, "hits": round(mean * n)}

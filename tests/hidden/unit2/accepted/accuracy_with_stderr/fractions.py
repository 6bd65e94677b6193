# source: learners
from fractions import Fraction


def accuracy_with_stderr(hits):
    if not hits or set(map(type, hits)) - {bool, int} or set(hits) - {0, 1}:
        raise ValueError("hits")
    n = len(hits)
    p = Fraction(sum(hits), n)
    var = p * (1 - p) / (n - 1) if n > 1 else Fraction(0)
    return {"n": n, "acc": float(p), "stderr": float(var) ** 0.5}

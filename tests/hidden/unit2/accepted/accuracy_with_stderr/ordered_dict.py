# source: learners
from collections import OrderedDict


def accuracy_with_stderr(hits):
    try:
        values = [{0: 0.0, 1: 1.0}[h] for h in hits]
    except (KeyError, TypeError):
        raise ValueError("a hit must be True or False") from None
    if not values:
        raise ValueError("no hits")
    n = len(values)
    acc = sum(values) / n
    out = OrderedDict(acc=acc)
    out["stderr"] = (sum((v - acc) * (v - acc) for v in values) / max(1, n - 1)) ** 0.5 / n**0.5
    out["n"] = n
    return out

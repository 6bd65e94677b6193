# source: stub
import math


def accuracy_with_stderr(hits):
    if len(hits) == 0:
        raise ValueError("no samples")
    for h in hits:
        if h not in (0, 1):
            raise ValueError(f"{h!r} is neither right nor wrong")
    n = len(hits)
    acc = sum(hits) / n
    if n == 1:
        return {"acc": acc, "stderr": 0.0, "n": n}
    s2 = sum((x - acc) ** 2 for x in hits) / (n - 1)
    return {"acc": acc, "stderr": math.sqrt(s2) / math.sqrt(n), "n": n}

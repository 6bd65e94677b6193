# mistake: divides by n
# hint: population
# source: learners
import math


def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    n = len(hits)
    acc = sum(hits) / n
    return {"acc": acc, "stderr": math.sqrt(acc * (1 - acc) / n), "n": n}

# mistake: the standard deviation, not divided by the root of n
# hint: not_divided
# source: learners
import numpy as np


def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    return {
        "acc": float(np.mean(hits)),
        "stderr": float(np.std(hits, ddof=1)) if len(hits) > 1 else 0.0,
        "n": len(hits),
    }

# source: stub
import numpy as np


def accuracy_with_stderr(hits: list[bool]) -> dict[str, float]:
    if not len(hits):
        raise ValueError("hits is empty")
    if not all(isinstance(h, (bool, int)) and h in (0, 1) for h in hits):
        raise ValueError("hits must be True, False, 1 or 0")
    x = np.array(hits, dtype=np.float64)
    n = x.size
    stderr = x.std(ddof=1) / np.sqrt(n) if n > 1 else 0.0
    return {"acc": float(x.mean()), "stderr": float(stderr), "n": n}

# source: learners
import numpy as np


def accuracy_with_stderr(hits):
    if len(hits) == 0 or not all(h in (0, 1) for h in hits):
        raise ValueError("bad hits")
    x = np.asarray(hits, dtype=np.float64)
    stderr = np.std(x, ddof=1) / np.sqrt(x.size) if x.size > 1 else np.float64(0)
    return {"acc": x.mean(), "stderr": stderr, "n": x.size}

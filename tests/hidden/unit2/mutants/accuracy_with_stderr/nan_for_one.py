# mistake: numpy's nan for one sample
# hint: one_sample
# source: learners
import numpy as np


def accuracy_with_stderr(hits):
    if not hits or any(h not in (0, 1) for h in hits):
        raise ValueError("hits")
    x = np.array(hits, dtype=float)
    return {"acc": x.mean(), "stderr": x.std(ddof=1) / np.sqrt(len(x)), "n": len(x)}

# source: learners
import math


def accuracy_with_stderr(hits):
    import torch

    if not hits or any(type(h) not in (bool, int) or h not in (0, 1) for h in hits):
        raise ValueError("hits")
    x = torch.tensor([float(h) for h in hits], dtype=torch.float64)
    n = len(x)
    return {"acc": x.mean().item(), "stderr": x.std().item() / math.sqrt(n) if n > 1 else 0.0, "n": n}

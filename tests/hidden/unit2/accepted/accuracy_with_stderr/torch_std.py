# source: stub
import torch


def accuracy_with_stderr(hits):
    n = len(hits)
    if n < 1:
        raise ValueError("no hits")
    if any(type(h) not in (bool, int) or h not in (0, 1) for h in hits):
        raise ValueError("something else than True, False, 1 or 0")
    x = torch.tensor([int(h) for h in hits], dtype=torch.float64)
    stderr = 0.0
    if n > 1:
        stderr = (x.std(unbiased=True) / n**0.5).item()
    return {"acc": x.mean().item(), "stderr": stderr, "n": n}

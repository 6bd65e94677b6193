# source: stub
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    g = num_generations
    x = rewards.detach().double()
    x = x.reshape(x.shape[0], -1)
    N, F = x.shape
    w = torch.ones(F) if weights is None else torch.tensor(weights)
    if g < 2 or N % g or scale not in {"group", "batch", "none"} or w.numel() != F:
        raise ValueError("bad argument")
    seen = 1.0 - x.isnan().double()
    total = x.nan_to_num() @ w.double()
    valid = (seen.sum(1) > 0).double()
    idx = torch.arange(N) // g
    B = N // g

    def per_group(v):
        return torch.zeros(B, dtype=torch.double).index_add_(0, idx, v)

    n = per_group(valid)
    mean = per_group(total * valid) / n.clamp(min=1)
    d = (total - mean[idx]) * valid
    if scale == "none":
        return d.float()
    if scale == "group":
        var = per_group(d ** 2) / (n - 1).clamp(min=1)
        std = var.sqrt()[idx]
    else:
        m = (total * valid).sum() / valid.sum().clamp(min=1)
        std = ((valid * (total - m) ** 2).sum() / (valid.sum() - 1).clamp(min=1)).sqrt()
    return (d / (std + eps)).float()

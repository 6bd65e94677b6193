# source: stub
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    if num_generations < 2 or len(rewards) % num_generations:
        raise ValueError("num_generations")
    if scale not in ("group", "batch", "none"):
        raise ValueError(f"scale {scale!r}")
    r = rewards.unsqueeze(1) if rewards.ndim == 1 else rewards
    w = [1.0] * r.shape[1] if weights is None else weights
    if len(w) != r.shape[1]:
        raise ValueError("weights")
    there = ~torch.isnan(r)
    total = torch.nansum(r * torch.tensor(w, dtype=r.dtype), dim=1)
    total = torch.where(there.any(dim=1), total, torch.nan)
    groups = total.view(-1, num_generations)
    diff = groups - groups.nanmean(dim=1, keepdim=True)
    if scale == "group":
        n = (~groups.isnan()).sum(1, keepdim=True)
        std = (diff.nan_to_num().square().sum(1, keepdim=True) / (n - 1).clamp(min=1)).sqrt()
        diff = diff / (std + eps)
    elif scale == "batch":
        known = total[~total.isnan()]
        diff = diff / ((known.std() if len(known) > 1 else 0) + eps)
    return diff.flatten().nan_to_num(nan=0.0)

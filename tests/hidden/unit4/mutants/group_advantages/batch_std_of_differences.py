# mistake: takes with scale="batch" the standard deviation of the differences from the group means, not of the totals
# hint: ?
# source: stub
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    r = rewards.unsqueeze(1) if rewards.ndim == 1 else rewards
    w = torch.ones(r.shape[1], dtype=r.dtype) if weights is None else torch.tensor(weights, dtype=r.dtype)
    if num_generations < 2 or len(r) % num_generations or scale not in ("group", "batch", "none") or len(w) != r.shape[1]:
        raise ValueError("argument")
    total = torch.nansum(r * w, dim=1)
    total = torch.where(r.isnan().all(1), torch.nan, total)
    groups = total.view(-1, num_generations)
    diff = groups - groups.nanmean(1, keepdim=True)
    if scale == "group":
        n = (~groups.isnan()).sum(1, keepdim=True)
        diff = diff / ((diff.nan_to_num().square().sum(1, keepdim=True) / (n - 1).clamp(min=1)).sqrt() + eps)
    elif scale == "batch":
        known = diff[~diff.isnan()]
        diff = diff / ((known.std() if len(known) > 1 else 0) + eps)
    return diff.reshape(-1).nan_to_num(nan=0.0)

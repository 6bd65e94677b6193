# mistake: uses torch.std, which is nan for a group with a missing total, and turns the whole group into 0
# hint: ?
# source: stub
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    r = rewards.unsqueeze(1) if rewards.ndim == 1 else rewards
    w = torch.ones(r.shape[1], dtype=r.dtype) if weights is None else torch.tensor(weights, dtype=r.dtype)
    if num_generations < 2 or len(r) % num_generations or scale not in ("group", "batch", "none") or len(w) != r.shape[1]:
        raise ValueError("argument")
    total = torch.nansum(r * w, dim=1)
    total[r.isnan().all(1)] = torch.nan
    groups = total.view(-1, num_generations)
    diff = groups - groups.nanmean(1, keepdim=True)
    if scale == "group":
        diff = diff / (groups.std(1, keepdim=True) + eps)
    elif scale == "batch":
        diff = diff / (total.std() + eps)
    return diff.reshape(-1).nan_to_num(nan=0.0)

# mistake: takes the population standard deviation (numpy's default), which divides by count
# hint: ?
# source: stub
import numpy as np
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    r = rewards.numpy().astype(np.float64)
    if r.ndim == 1:
        r = r[:, None]
    w = np.ones(r.shape[1]) if weights is None else np.array(weights)
    if num_generations < 2 or len(r) % num_generations or scale not in ("group", "batch", "none") or len(w) != r.shape[1]:
        raise ValueError("argument")
    total = np.nansum(r * w, axis=1)
    total[np.isnan(r).all(axis=1)] = np.nan
    g = total.reshape(-1, num_generations)
    d = g - np.nanmean(g, axis=1, keepdims=True)
    if scale == "group":
        d = d / (np.nanstd(g, axis=1, keepdims=True) + eps)
    elif scale == "batch":
        d = d / (np.nanstd(total) + eps)
    return torch.from_numpy(np.nan_to_num(d).reshape(-1))

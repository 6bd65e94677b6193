# source: stub
import numpy as np
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    a = np.array(rewards.detach().cpu().tolist(), dtype=np.float64)
    if a.ndim == 1:
        a = a[:, None]
    if num_generations < 2 or a.shape[0] % num_generations > 0:
        raise ValueError("num_generations")
    w = np.ones(a.shape[1]) if weights is None else np.asarray(weights, dtype=float)
    if w.shape != (a.shape[1],):
        raise ValueError("weights")
    m = np.ma.masked_invalid(a)
    total = (m * w).sum(axis=1)  # a row with no entry stays masked
    g = np.ma.reshape(total, (-1, num_generations))
    d = g - g.mean(axis=1)[:, None]
    if scale == "group":
        s = np.ma.filled(g.std(axis=1, ddof=1), 0.0)[:, None]
    elif scale == "batch":
        c = total.compressed()
        s = np.std(c, ddof=1) if c.size > 1 else 0.0
    elif scale == "none":
        s, eps = 1.0, 0.0
    else:
        raise ValueError("scale")
    return torch.from_numpy(np.ma.filled(d / (s + eps), 0.0).reshape(-1))

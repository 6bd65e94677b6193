# mistake: does not check the length of weights and lets zip cut the longer one
# hint: ?
# source: stub
import math

import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    n = len(rewards)
    if num_generations < 2 or n % num_generations or scale not in ("group", "batch", "none"):
        raise ValueError("argument")
    rows = rewards.reshape(n, -1).tolist()
    totals = []
    for row in rows:
        kept = [(w * x) for w, x in zip(weights or [1.0] * len(row), row) if not math.isnan(x)]
        totals.append(sum(kept) if kept else math.nan)
    t = torch.tensor(totals, dtype=rewards.dtype)
    known = t[~t.isnan()]
    out = torch.zeros_like(t)
    for s in range(0, n, num_generations):
        g = t[s:s + num_generations]
        k = g[~g.isnan()]
        if len(k) < 2:
            continue
        d = g - k.mean()
        if scale == "group":
            d = d / (k.std() + eps)
        elif scale == "batch":
            d = d / (known.std() + eps)
        out[s:s + num_generations] = d.nan_to_num()
    return out

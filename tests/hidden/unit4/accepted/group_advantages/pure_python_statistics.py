# source: stub
import math
import statistics

import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    n = rewards.shape[0]
    f = 1 if rewards.dim() == 1 else rewards.shape[1]
    if num_generations < 2:
        raise ValueError("a group needs two")
    if n % num_generations != 0:
        raise ValueError("N is no multiple")
    if scale != "group" and scale != "batch" and scale != "none":
        raise ValueError("scale")
    if weights is None:
        weights = [1] * f
    if len(weights) != f:
        raise ValueError("weights")
    totals = []
    for row in rewards.reshape(n, f).tolist():
        kept = [w * x for w, x in zip(weights, row) if not math.isnan(x)]
        totals.append(sum(kept) if kept else None)
    everything = [t for t in totals if t is not None]
    out = []
    for start in range(0, n, num_generations):
        group = totals[start:start + num_generations]
        known = [t for t in group if t is not None]
        for t in group:
            if t is None or len(known) < 2:
                out.append(0.0)
                continue
            a = t - statistics.mean(known)
            if scale == "group":
                a /= statistics.stdev(known) + eps
            if scale == "batch":
                a /= statistics.stdev(everything) + eps
            out.append(a)
    return torch.tensor(out, dtype=rewards.dtype)

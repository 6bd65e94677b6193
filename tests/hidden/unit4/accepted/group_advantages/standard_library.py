# source: learners
import math
import statistics

import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    """With the standard library, number by number."""
    table = [row if isinstance(row, list) else [row] for row in rewards.tolist()]
    weights = [1.0] * (rewards.shape[1] if rewards.dim() == 2 else 1) if weights is None else list(weights)
    if scale not in {"group", "batch", "none"} or num_generations < 2 or len(table) % num_generations:
        raise ValueError("arguments")
    if len(weights) != (1 if rewards.dim() == 1 else rewards.shape[1]):
        raise ValueError("weights")
    totals = []
    for row in table:
        there = [w * r for w, r in zip(weights, row) if not math.isnan(r)]
        totals.append(sum(there) if there else None)

    def deviation(values):
        return statistics.stdev(values) if len(values) > 1 else 0.0

    known = [t for t in totals if t is not None]
    result = []
    for i, total in enumerate(totals):
        begin = i - i % num_generations
        group = [t for t in totals[begin : begin + num_generations] if t is not None]
        if total is None:
            result.append(0.0)
            continue
        difference = total - statistics.fmean(group)
        divisor = {"group": deviation(group) + eps, "batch": deviation(known) + eps, "none": 1.0}[scale]
        result.append(difference / divisor)
    return torch.tensor(result)

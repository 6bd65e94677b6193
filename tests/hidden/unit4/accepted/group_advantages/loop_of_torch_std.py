# source: learners
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    table = rewards.double().reshape(rewards.shape[0], -1)
    functions = table.shape[1]
    if weights is None:
        weights = [1.0] * functions
    if len(weights) != functions:
        raise ValueError(f"{functions} weights")
    if num_generations <= 1 or table.shape[0] % num_generations != 0:
        raise ValueError("num_generations")
    if scale not in ("group", "batch", "none"):
        raise ValueError(scale)
    there = ~table.isnan()
    totals = torch.where(there, table, 0.0) @ torch.tensor(weights, dtype=torch.float64)
    scored = there.any(dim=1)
    result = torch.zeros_like(totals)
    for rows in torch.arange(len(totals)).split(num_generations):
        rows = rows[scored[rows]]
        if len(rows) < 2:
            continue
        result[rows] = totals[rows] - totals[rows].mean()
        if scale == "group":
            result[rows] /= totals[rows].std() + eps
    if scale == "batch" and scored.sum() > 1:
        result /= totals[scored].std() + eps
    return result.float()

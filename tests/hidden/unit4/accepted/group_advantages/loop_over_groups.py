# source: stub
import torch


def _std(x):
    return x.std() if x.numel() > 1 else torch.zeros((), dtype=x.dtype)


SCALES = {"group": lambda group, batch: _std(group), "batch": lambda group, batch: _std(batch), "none": None}


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    if scale not in SCALES:
        raise ValueError("scale")
    if num_generations < 2 or rewards.shape[0] % num_generations:
        raise ValueError("num_generations")
    if rewards.ndim == 1:
        rewards = rewards[:, None]
    if weights is None:
        weights = torch.ones(rewards.shape[1])
    if len(weights) != rewards.shape[1]:
        raise ValueError("weights")
    total = torch.zeros(rewards.shape[0], dtype=rewards.dtype)
    count = torch.zeros(rewards.shape[0], dtype=torch.long)
    for f, weight in enumerate(weights):
        column = rewards[:, f]
        ok = column == column
        total[ok] += float(weight) * column[ok]
        count += ok
    has = count > 0
    advantages = torch.zeros_like(total)
    for start in range(0, len(total), num_generations):
        rows = torch.arange(start, start + num_generations)
        rows = rows[has[rows]]
        if len(rows) == 0:
            continue
        a = total[rows] - total[rows].mean()
        if SCALES[scale]:
            a = a / (SCALES[scale](total[rows], total[has]) + eps)
        advantages[rows] = a
    return advantages

# mistake: nothing is subtracted
# hint: no_baseline
# source: learners
import torch


def group_advantages(rewards, num_generations, *, weights=None, scale="group", eps=1e-4):
    rows = rewards[:, None] if rewards.dim() == 1 else rewards
    if num_generations < 2 or len(rows) % num_generations or scale not in ("group", "batch", "none"):
        raise ValueError("groups or scale")
    if weights is not None and len(weights) != rows.shape[1]:
        raise ValueError("weights")
    factors = torch.ones(rows.shape[1]) if weights is None else torch.tensor(weights)
    totals = (rows * factors).nansum(dim=1)
    totals[rows.isnan().all(dim=1)] = torch.nan
    groups = totals.view(-1, num_generations)
    mean = groups.nanmean(dim=1, keepdim=True)

    def std(values):
        squares = (values - values.nanmean(dim=1, keepdim=True)) ** 2
        return (squares.nansum(dim=1, keepdim=True) / ((~values.isnan()).sum(dim=1, keepdim=True) - 1)).sqrt()

    advantages = groups
    if scale == "group":
        advantages = advantages / (std(groups) + eps)
    if scale == "batch":
        advantages = advantages / (std(totals[None]) + eps)
    return advantages.nan_to_num(nan=0.0).flatten()

"""Exercise 4.4 🐕: advantages within a group.

GRPO has no critic. It asks for several completions of the same prompt and takes their mean reward as what was to be
expected: the advantage of a completion is how much better it did than its own group. That number decides whether its
tokens become more or less likely, and how much.

Read: https://arxiv.org/abs/2402.03300 (section 4.1), https://arxiv.org/abs/2503.20783 (without dividing)
Check: smol-grade unit4/group_advantages   Stuck: smol-grade hint group_advantages
"""

import torch


def group_advantages(
    rewards: torch.Tensor,
    num_generations: int,
    *,
    weights: list[float] | None = None,
    scale: str = "group",
    eps: float = 1e-4,
) -> torch.Tensor:
    """Return how much better each completion is than its group (Shao et al. 2024, section 4.1; GRPOTrainer of TRL).

    total[i]     = sum over f of weights[f] * rewards[i, f], over the rewards that are there (not nan)
    advantage[i] = (total[i] - mean of the totals of i's group) / (std + eps)

    std is, with scale="group", the standard deviation of the totals of i's group, and with "batch" that of the totals
    of all N rows. With scale="none" nothing is divided: the advantage is the difference alone. The mean is the group's
    in all three cases.
    A standard deviation divides the squares by count - 1 (Bessel's correction), as torch.std does.

    Args:
        rewards: float32 or float64, shape [N], or [N, F] where F reward functions have judged each completion. nan says
            that a function had no reward for a completion (it returned None). N = B * num_generations: rows 0 to
            num_generations - 1 are the completions of the first prompt, the next ones those of the second, and so on.
        num_generations: completions in a group, at least 2.
        weights: one number for each of the F reward functions (F is 1 for shape [N]); None: all are 1.
        scale: "group", "batch" or "none".
        eps: what is added to the standard deviation, so that equal rewards do not divide by 0; greater than 0.

    Returns:
        A new tensor, shape [N], float32 or float64, in the order of the rewards. rewards is left as it is.

    Raises:
        ValueError: num_generations is less than 2; N is no multiple of it; scale is another word; weights has another
            length than F.

    Edge cases:
        Equal totals in a group: its advantages are 0 (up to rounding), not nan, for each scale.
        Some rewards of a row are nan: its total is the weighted sum of the others.
        All rewards of a row are nan: it has no total. It counts in no mean, no count and no standard deviation, and its
        advantage is 0. So is that of a completion that is the only one in its group with a total.

    Example (groups of 2; mean 1 and std sqrt(2), then mean 5 and std 0):
        >>> group_advantages(torch.tensor([0.0, 2.0, 5.0, 5.0]), 2)
        tensor([-0.7071,  0.7071,  0.0000,  0.0000])
    """
    # TODO 4.4: total, mean and standard deviation of each group, without what is missing
    # BEGIN SOLUTION
    rows = rewards.reshape(len(rewards), -1)
    factors = torch.ones(rows.shape[1]) if weights is None else torch.tensor(weights)
    if num_generations < 2 or len(rows) % num_generations:
        raise ValueError(f"{len(rows)} rewards are no groups of {num_generations}")
    if factors.shape != rows.shape[1:] or scale not in ("group", "batch", "none"):
        raise ValueError(f"{factors.numel()} weights for {rows.shape[1]} rewards, or an unknown scale: {scale}")
    totals = (rows * factors).nansum(dim=1)
    totals[rows.isnan().all(dim=1)] = torch.nan
    differences = totals.view(-1, num_generations) - totals.view(-1, num_generations).nanmean(dim=1, keepdim=True)
    if scale != "none":
        judged = totals.view(-1, num_generations) if scale == "group" else totals.view(1, -1)
        squares = (judged - judged.nanmean(dim=1, keepdim=True)).square()
        freedom = (~judged.isnan()).sum(dim=1, keepdim=True) - 1
        differences = differences / ((squares.nansum(dim=1, keepdim=True) / freedom).sqrt() + eps)
    return differences.nan_to_num(nan=0.0).flatten()
    # END SOLUTION

# mistake: the variance is the mean of squares less the square of the mean, in float32
# hint: advantages
# source: learners
import torch

def group_advantages(rewards: torch.Tensor, num_generations: int, *, weights: list[float] | None=None, scale: str='group', eps: float=0.0001) -> torch.Tensor:
    rows = rewards.reshape(len(rewards), -1)
    factors = torch.ones(rows.shape[1]) if weights is None else torch.tensor(weights)
    if num_generations < 2 or len(rows) % num_generations:
        raise ValueError(f'{len(rows)} rewards are no groups of {num_generations}')
    if factors.shape != rows.shape[1:] or scale not in ('group', 'batch', 'none'):
        raise ValueError(f'{factors.numel()} weights for {rows.shape[1]} rewards, or an unknown scale: {scale}')
    totals = (rows * factors).nansum(dim=1)
    totals[rows.isnan().all(dim=1)] = torch.nan
    differences = totals.view(-1, num_generations) - totals.view(-1, num_generations).nanmean(dim=1, keepdim=True)
    if scale != 'none':
        judged = totals.view(-1, num_generations) if scale == 'group' else totals.view(1, -1)
        squares = judged.square() - judged.nanmean(dim=1, keepdim=True).square()
        freedom = (~judged.isnan()).sum(dim=1, keepdim=True) - 1
        differences = differences / ((squares.nansum(dim=1, keepdim=True) / freedom).sqrt() + eps)
    return differences.nan_to_num(nan=0.0).flatten()

# mistake: loss types of TRL that the stub does not name are accepted
# hint: accepts_bad
# source: learners
import torch

def grpo_loss(logps: torch.Tensor, old_logps: torch.Tensor, advantages: torch.Tensor, mask: torch.Tensor, *, eps_low: float=0.2, eps_high: float | None=None, ref_logps: torch.Tensor | None=None, beta: float=0.0, loss_type: str='grpo', max_completion_length: int | None=None) -> torch.Tensor:
    if loss_type not in ('grpo', 'bnpo', 'dr_grpo', 'dapo', 'cispo'):
        raise ValueError(f'unknown loss_type: {loss_type}')
    if loss_type == 'dr_grpo' and max_completion_length is None:
        raise ValueError('dr_grpo needs max_completion_length')
    ratio, per_row = (torch.exp(logps - old_logps), advantages[:, None])
    clipped = ratio.clamp(1 - eps_low, 1 + (eps_low if eps_high is None else eps_high))
    losses = -torch.minimum(ratio * per_row, clipped * per_row)
    if beta != 0:
        if ref_logps is None:
            raise ValueError('beta needs ref_logps')
        d = ref_logps - logps
        losses = losses + beta * (torch.expm1(d) - d)
    losses = losses * mask
    if loss_type == 'grpo':
        return (losses.sum(dim=1) / mask.sum(dim=1).clamp(min=1)).mean()
    if loss_type == 'bnpo':
        return losses.sum() / mask.sum().clamp(min=1)
    return losses.sum() / (len(losses) * (max_completion_length or 1))

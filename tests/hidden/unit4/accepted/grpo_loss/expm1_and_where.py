# source: learners
import torch


def grpo_loss(logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
              loss_type="grpo", max_completion_length=None):
    high = eps_low if eps_high is None else eps_high
    keep = mask.bool()
    ratio = (logps - old_logps.detach()).exp()
    gain = advantages.view(-1, 1) * ratio
    bound = advantages.view(-1, 1) * torch.where(advantages.view(-1, 1) > 0, 1 + high, 1 - eps_low)
    loss = torch.where(keep, -torch.minimum(gain, bound), 0.0)
    if beta:
        if ref_logps is None:
            raise ValueError("beta without a reference")
        d = torch.where(keep, ref_logps - logps, 0.0)
        loss = loss + beta * (torch.expm1(d) - d)
    rows, counts = loss.sum(dim=-1), keep.sum(dim=-1)
    if loss_type == "grpo":
        return torch.mean(rows / counts.clamp(min=1))
    if loss_type == "bnpo":
        return rows.sum() / max(1, int(counts.sum()))
    if loss_type == "dr_grpo" and max_completion_length:
        return rows.sum() / (len(rows) * max_completion_length)
    raise ValueError("loss_type, or no max_completion_length")

# source: learners
import torch


def grpo_loss(
    logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0, loss_type="grpo", max_completion_length=None
):
    if loss_type not in ("grpo", "bnpo", "dr_grpo"):
        raise ValueError(loss_type)
    if loss_type == "dr_grpo" and max_completion_length is None:
        raise ValueError("max_completion_length")
    if beta != 0 and ref_logps is None:
        raise ValueError("ref_logps")
    if eps_high is None:
        eps_high = eps_low
    A = advantages.unsqueeze(1)
    ratio = torch.exp(logps - old_logps)
    clipped = torch.clamp(ratio, 1 - eps_low, 1 + eps_high)
    loss = -torch.min(ratio * A, clipped * A)
    if beta != 0:
        d = ref_logps - logps
        loss = loss + beta * (torch.exp(d) - d - 1)
    if loss_type == "grpo":
        return ((loss * mask).sum(1) / mask.sum(1).clamp(min=1)).mean()
    if loss_type == "bnpo":
        return (loss * mask).sum() / mask.sum().clamp(min=1)
    return (loss * mask).sum() / (loss.shape[0] * max_completion_length)

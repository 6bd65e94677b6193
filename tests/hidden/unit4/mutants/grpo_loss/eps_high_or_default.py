# mistake: writes eps_high or eps_low, so that eps_high=0.0 becomes eps_low
# hint: ?
# source: stub
import torch


def grpo_loss(
    logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
    loss_type="grpo", max_completion_length=None
):
    if loss_type not in ("grpo", "bnpo", "dr_grpo"):
        raise ValueError("loss_type")
    if loss_type == "dr_grpo" and max_completion_length is None:
        raise ValueError("max_completion_length")
    if beta != 0 and ref_logps is None:
        raise ValueError("ref_logps")
    eps_high = eps_high or eps_low
    keep = mask.bool()
    logps = logps.masked_fill(~keep, 0.0)
    old_logps = old_logps.masked_fill(~keep, 0.0)
    A = advantages[:, None]
    ratio = torch.exp(logps - old_logps)
    loss = -torch.min(ratio * A, ratio.clamp(1 - eps_low, 1 + eps_high) * A)
    if beta != 0:
        d = ref_logps.masked_fill(~keep, 0.0) - logps
        loss = loss + beta * (torch.exp(d) - 1 - d)
    loss = loss * mask
    if loss_type == "grpo":
        return (loss.sum(1) / mask.sum(1).clamp(min=1)).mean()
    if loss_type == "bnpo":
        return loss.sum() / mask.sum().clamp(min=1)
    return loss.sum() / (len(loss) * max_completion_length)

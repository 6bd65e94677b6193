# source: stub
import torch


def grpo_loss(
    logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
    loss_type="grpo", max_completion_length=None
):
    sums = {"grpo", "bnpo", "dr_grpo"}
    if loss_type not in sums or (loss_type == "dr_grpo" and max_completion_length is None) or (beta and ref_logps is None):
        raise ValueError("bad arguments")
    high = eps_low if eps_high is None else eps_high
    rows, cols = mask.nonzero(as_tuple=True)
    x, o, a = logps[rows, cols], old_logps[rows, cols].detach(), advantages[rows].detach()
    r = (x - o).exp()
    per_token = torch.maximum(-r * a, -torch.clip(r, 1 - eps_low, 1 + high) * a)
    if beta:
        d = ref_logps[rows, cols].detach() - x
        per_token = per_token + beta * (torch.expm1(d) - d)
    B = logps.shape[0]
    if loss_type == "grpo":
        weight = 1.0 / mask.sum(dim=1)[rows].float() / B
    elif loss_type == "bnpo":
        weight = 1.0 / max(len(rows), 1)
    else:
        weight = 1.0 / (B * max_completion_length)
    return (per_token * weight).sum()

# source: stub
import torch


def grpo_loss(
    logps, old_logps, advantages, mask, *, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
    loss_type="grpo", max_completion_length=None
):
    if loss_type not in ["grpo", "bnpo", "dr_grpo"]:
        raise ValueError(f"{loss_type} is unknown")
    if loss_type == "dr_grpo" and not max_completion_length:
        raise ValueError("dr_grpo needs max_completion_length")
    if beta != 0 and ref_logps is None:
        raise ValueError("no reference")
    if eps_high is None:
        eps_high = eps_low
    B, T = logps.shape
    total = logps[:0].sum()  # 0, in the graph
    n_all = 0
    for b in range(B):
        a = advantages[b].item()
        row, n = logps[:0].sum(), 0
        for t in range(T):
            if mask[b, t] == 0:
                continue
            r = torch.exp(logps[b, t] - old_logps[b, t])
            clipped = torch.clamp(r, 1 - eps_low, 1 + eps_high)
            l = -torch.min(r * a, clipped * a)
            if beta != 0:
                d = ref_logps[b, t] - logps[b, t]
                l = l + beta * (torch.exp(d) - 1 - d)
            row = row + l
            n += 1
        if loss_type == "grpo" and n:
            row = row / n
        total = total + row
        n_all += n
    if loss_type == "grpo":
        return total / B
    if loss_type == "bnpo":
        return total / max(n_all, 1)
    return total / (B * max_completion_length)

# source: learners
import torch


def grpo_loss(logps, old_logps, advantages, mask, eps_low=0.2, eps_high=None, ref_logps=None, beta=0.0,
              loss_type="grpo", max_completion_length=None):
    if beta != 0.0 and ref_logps is None:
        raise ValueError("ref_logps is missing")
    divisors = {
        "grpo": lambda: mask.sum(1, keepdim=True).clamp(min=1) * mask.shape[0],
        "bnpo": lambda: mask.sum().clamp(min=1),
        "dr_grpo": lambda: mask.shape[0] * max_completion_length,
    }
    if loss_type not in divisors or (loss_type == "dr_grpo" and max_completion_length is None):
        raise ValueError("loss_type")
    new, old, weight = logps.double(), old_logps.double(), mask.double() / divisors[loss_type]()
    ratio, A = (new - old).exp(), advantages.double()[:, None]
    clipped = ratio.clip(1 - eps_low, 1 + (eps_high if eps_high is not None else eps_low))
    tokens = torch.maximum(-ratio * A, -clipped * A)
    if beta != 0.0:
        d = ref_logps.double() - new
        tokens = tokens + beta * (d.exp() - 1 - d)
    return (tokens * weight).sum().float()

# source: stub
import torch

# log odds(p) = log p - log(1 - p) = -log(1/p - 1) = -log(expm1(-log p)); for low p that is log p itself


def _one(x):
    low = x < -30
    safe = torch.where(low, torch.ones_like(x) * -1.0, x)
    return torch.where(low, x, -torch.log(torch.expm1(-safe)))


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shape")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("above 0")
    pairs = []
    total = 0.0
    for c, r in zip(chosen_avg_logps, rejected_avg_logps):
        z = _one(c) - _one(r)
        total = total - torch.nn.LogSigmoid()(z)
        pairs.append(z)
    return chosen_nll.sum() / chosen_nll.numel() + beta * total / len(pairs), torch.stack(pairs)

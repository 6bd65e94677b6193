# mistake: clamps p to at most 1 - 1e-6 to keep the logarithm finite
# hint: clamped
# source: stub
import torch
import torch.nn.functional as F


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shape")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("above 0")

    def one(x):
        p = x.exp().clamp(1e-6, 1 - 1e-6)
        return torch.log(p) - torch.log(1 - p)

    log_odds = one(chosen_avg_logps) - one(rejected_avg_logps)
    return chosen_nll.mean() - beta * F.logsigmoid(log_odds).mean(), log_odds

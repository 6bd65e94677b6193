# mistake: picks the stable branch by one torch.where, so that the gradient of the other branch is nan
# hint: where_nan
# source: stub
import torch
import torch.nn.functional as F


def log1mexp(x):
    return torch.where(x > -0.6931, torch.log(-torch.expm1(x)), torch.log1p(-torch.exp(x)))


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shape")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("above 0")
    log_odds = (chosen_avg_logps - log1mexp(chosen_avg_logps)) - (rejected_avg_logps - log1mexp(rejected_avg_logps))
    return chosen_nll.mean() - beta * F.logsigmoid(log_odds).mean(), log_odds

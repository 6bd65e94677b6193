# source: stub
import math

import torch


def log1mexp(x):
    near = x > -math.log(2)
    a = torch.where(near, x, torch.full_like(x, -0.5))
    b = torch.where(near, torch.full_like(x, -2.0), x)
    return torch.where(near, torch.log(-torch.expm1(a)), torch.log1p(-torch.exp(b)))


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    for t in (chosen_avg_logps, rejected_avg_logps):
        if t.dim() != 1:
            raise ValueError("one dimension, please")
        if t.max() > 0:
            raise ValueError("log-probabilities are not above 0")
    if chosen_avg_logps.size() != rejected_avg_logps.size():
        raise ValueError("sizes differ")
    log_odds = (chosen_avg_logps - rejected_avg_logps) - (log1mexp(chosen_avg_logps) - log1mexp(rejected_avg_logps))
    penalty = torch.nn.functional.softplus(-log_odds).mean()
    return torch.mean(chosen_nll) + beta * penalty, log_odds.detach()

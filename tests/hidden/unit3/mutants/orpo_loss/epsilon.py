# mistake: adds a small number to 1 - p
# hint: clamped
# source: learners
import torch
import torch.nn.functional as F


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shapes")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("a log-probability above 0")
    chosen = chosen_avg_logps - torch.log(1 - chosen_avg_logps.exp() + 1e-8)
    rejected = rejected_avg_logps - torch.log(1 - rejected_avg_logps.exp() + 1e-8)
    log_odds = chosen - rejected
    return chosen_nll.mean() - beta * F.logsigmoid(log_odds).mean(), log_odds

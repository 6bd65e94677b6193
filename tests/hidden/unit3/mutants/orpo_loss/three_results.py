# mistake: returns the ratio too, as TRL does
# hint: two_tensors
# source: learners
import torch
import torch.nn.functional as F


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shapes")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("a log-probability above 0")
    chosen = chosen_avg_logps - torch.log(-torch.expm1(chosen_avg_logps))
    rejected = rejected_avg_logps - torch.log(-torch.expm1(rejected_avg_logps))
    log_odds = chosen - rejected
    ratio = F.logsigmoid(log_odds)
    return chosen_nll.mean() - beta * ratio.mean(), log_odds, ratio

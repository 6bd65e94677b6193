# mistake: the loss of fine-tuning is a number of Python
# hint: detached
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
    return chosen_nll.mean().item() - beta * F.logsigmoid(log_odds).mean(), log_odds

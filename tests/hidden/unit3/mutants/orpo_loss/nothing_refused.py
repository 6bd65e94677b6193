# mistake: positive log-probabilities give nan
# hint: positive_accepted
# source: learners
import torch
import torch.nn.functional as F


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shapes")
    chosen = chosen_avg_logps - torch.log(-torch.expm1(chosen_avg_logps))
    rejected = rejected_avg_logps - torch.log(-torch.expm1(rejected_avg_logps))
    log_odds = chosen - rejected
    return chosen_nll.mean() - beta * F.logsigmoid(log_odds).mean(), log_odds

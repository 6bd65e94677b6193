# mistake: does not check the shapes, so that [1] and [B] are broadcast
# hint: shapes_accepted
# source: stub
import torch
import torch.nn.functional as F


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("above 0")
    one = lambda x: x - torch.log(-torch.expm1(x))
    log_odds = one(chosen_avg_logps) - one(rejected_avg_logps)
    return chosen_nll.mean() - beta * F.logsigmoid(log_odds).mean(), log_odds

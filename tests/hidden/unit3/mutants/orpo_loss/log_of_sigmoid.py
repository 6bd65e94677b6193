# mistake: takes torch.log of torch.sigmoid, which is -inf for log odds far below 0
# hint: gradient_lost
# source: stub
import torch


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shape")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("above 0")
    one = lambda x: x - torch.log(-torch.expm1(x))
    log_odds = one(chosen_avg_logps) - one(rejected_avg_logps)
    return chosen_nll.mean() - beta * torch.log(torch.sigmoid(log_odds)).mean(), log_odds

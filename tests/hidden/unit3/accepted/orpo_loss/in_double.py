# source: stub
import torch


def orpo_loss(chosen_avg_logps, rejected_avg_logps, chosen_nll, beta=0.1):
    if chosen_avg_logps.ndim != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError("shape")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("above 0")
    c, r = chosen_avg_logps.double(), rejected_avg_logps.double()
    log_odds = (c - torch.log(-torch.expm1(c))) - (r - torch.log(-torch.expm1(r)))
    ratio = torch.logaddexp(torch.zeros_like(log_odds), -log_odds).sum() / len(log_odds)
    loss = chosen_nll.double().mean() + beta * ratio
    return loss.float(), log_odds.float()

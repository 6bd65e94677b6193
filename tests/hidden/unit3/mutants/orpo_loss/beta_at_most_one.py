# mistake: beta above 1 counts as 1
# hint: beta_ignored
# source: learners
import torch

def orpo_loss(chosen_avg_logps: torch.Tensor, rejected_avg_logps: torch.Tensor, chosen_nll: torch.Tensor, beta: float=0.1) -> tuple[torch.Tensor, torch.Tensor]:
    if chosen_avg_logps.dim() != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError(f'shapes {list(chosen_avg_logps.shape)} and {list(rejected_avg_logps.shape)}')
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError('a log-probability is above 0')
    chosen_log_odds = chosen_avg_logps - torch.log(-torch.expm1(chosen_avg_logps))
    rejected_log_odds = rejected_avg_logps - torch.log(-torch.expm1(rejected_avg_logps))
    log_odds = chosen_log_odds - rejected_log_odds
    loss = chosen_nll.mean() - min(beta, 1.0) * torch.nn.functional.logsigmoid(log_odds).mean()
    return (loss, log_odds)

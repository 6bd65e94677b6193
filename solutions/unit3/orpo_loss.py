"""Exercise 3.5 🦁: the loss of odds ratio preference optimization (ORPO).

ORPO trains on answers and on preferences at once, and without a reference model. To the loss of fine-tuning on the
chosen answers it adds a term that makes their odds larger than those of the rejected ones. Written down as it stands,
the term is infinite or NaN for answers that the model is sure of. The exercise is to compute it so that it never is.

Read: https://arxiv.org/abs/2403.07691 (equations 4, 6 and 7) and https://huggingface.co/docs/trl/orpo_trainer
Check: smol-grade unit3/orpo_loss   Stuck: smol-grade hint orpo_loss
"""

import torch


def orpo_loss(
    chosen_avg_logps: torch.Tensor, rejected_avg_logps: torch.Tensor, chosen_nll: torch.Tensor, beta: float = 0.1
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the loss of a batch of preference pairs, and the logarithm of the odds ratio of each pair.

    odds(p) = p / (1 - p)
    log_odds = log(odds(p_chosen) / odds(p_rejected)), where p = exp(average log-probability)
    loss = mean of chosen_nll - beta * mean of log sigmoid(log_odds)

    Since log(odds(p)) = log p - log(1 - p), neither p nor the ratio need ever be computed.

    Args:
        chosen_avg_logps: [B], float32: for each pair, the mean log-probability of a token of the chosen answer. Below
            0: what happens at exactly 0, where p = 1 has no odds, does not matter.
        rejected_avg_logps: [B], float32: that of the rejected answer.
        chosen_nll: [B] or a scalar (shape []), float32: the loss of fine-tuning on the chosen answers, of each pair or
            of the whole batch.
        beta: the weight of the second term (lambda in the paper), 0 or more.

    Returns:
        A tuple of two tensors, float32:
        loss: a scalar (shape []). It stays in the graph: loss.backward() gives the gradient with respect to
            chosen_avg_logps, rejected_avg_logps and chosen_nll.
        log_odds: [B], one number for each pair; above 0 where the chosen answer has the larger odds. In the graph or
            detached from it, as you like.

    Raises:
        ValueError: an average log-probability is above 0; or the two of them have not the same shape [B] (with one
            dimension).

    Edge cases:
        An average log-probability may be as near to 0 as -1e-9 (in float32, exp(-1e-9) is exactly 1) and as low as
        -1000 (where exp is 0). For either answer loss, log_odds and gradient are finite, and right to 4 digits of the
        two logarithms of odds. Mind torch.where, if you use it: its gradient is nan if one of its branches is infinite,
        even the branch not taken.

    Example (p is 1/2 and 1/4, odds 1 and 1/3, odds ratio 3; loss = 1 - 0.1 * log(3/4)):
        >>> half, quarter = torch.tensor([0.5]).log(), torch.tensor([0.25]).log()
        >>> orpo_loss(half, quarter, torch.tensor([1.0]))
        (tensor(1.0288), tensor([1.0986]))
    """
    # TODO 3.5: check the arguments, compute a stable log(1 - exp(x)), log_odds and the loss
    # BEGIN SOLUTION
    if chosen_avg_logps.dim() != 1 or chosen_avg_logps.shape != rejected_avg_logps.shape:
        raise ValueError(f"shapes {list(chosen_avg_logps.shape)} and {list(rejected_avg_logps.shape)}")
    if (chosen_avg_logps > 0).any() or (rejected_avg_logps > 0).any():
        raise ValueError("a log-probability is above 0")
    chosen_log_odds = chosen_avg_logps - torch.log(-torch.expm1(chosen_avg_logps))
    rejected_log_odds = rejected_avg_logps - torch.log(-torch.expm1(rejected_avg_logps))
    log_odds = chosen_log_odds - rejected_log_odds
    loss = chosen_nll.mean() - beta * torch.nn.functional.logsigmoid(log_odds).mean()
    return loss, log_odds
    # END SOLUTION

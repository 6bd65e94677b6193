"""Exercise 3.3 🐕: the log-probability that a model gives to an answer.

Every method of preference alignment asks one question of a model, of answers that people preferred and of others: how
likely are you to say this? That is a sum over the tokens of the answer, and over none of the prompt's or the padding's.

Read: https://huggingface.co/docs/trl/dpo_trainer and https://arxiv.org/abs/2305.18290 (section 3)
Check: smol-grade unit3/sequence_logps   Stuck: smol-grade hint sequence_logps
"""

import torch


def sequence_logps(logits: torch.Tensor, labels: torch.Tensor, average: bool = False) -> torch.Tensor:
    """Return the log-probability, in nats, of the scored tokens of each row.

    logps[b] = sum over t of log softmax(logits[b, t])[labels[b, t + 1]]

    t = 0 … T-2 counts the places of row b, and only those with labels[b, t + 1] != -100 are in the sum: they are
    scored. With average, the sum is divided by the number of scored places of row b.

    Args:
        logits: [B, T, V], float32 or float16: logits[b, t] scores all V tokens that may follow token t of row b.
        labels: [B, T], int64: labels[b, t] is the id of token t itself (not shifted), or -100 where it does not count:
            the prompt, and the padding. -100 is the only label that is ignored: 0 is a token like the others.
        average: whether to return the mean log-probability of a scored token (what ORPO needs) instead of the sum (what
            DPO needs).

    Returns:
        [B], float32 also for float16 logits; computed in float32. Each row has its own value, which no other row
        changes. It stays in the graph: backward() gives the gradient with respect to the logits.
        Only the result counts, not the way to it.

    Raises:
        ValueError: logits have not three dimensions, or labels have not the shape [B, T] of the first two.

    Edge cases:
        The first label of a row is never scored, whatever it is: no logits come before it. The last logits of a row
        predict nothing.
        More padding on the right (any finite logits, labels -100) changes neither the sum nor the mean.
        A row in which nothing is scored has the value 0, with average too (not nan), and its gradient is zeros. If no
        row has a scored place (or T is 1), the result is still in the graph.
        Logits may be as large as 10 000: values and gradient stay finite.

    Example (V = 2, all logits 0, so that each of the two scored tokens has log-probability -log 2):
        >>> sequence_logps(torch.zeros(1, 3, 2), torch.tensor([[0, 1, 1]]))
        tensor([-1.3863])
        >>> sequence_logps(torch.zeros(1, 3, 2), torch.tensor([[0, 1, 1]]), average=True)
        tensor([-0.6931])
    """
    # TODO 3.3: shift, look up the log-probabilities, leave out what is masked, sum each row
    # BEGIN SOLUTION
    if logits.dim() != 3 or labels.shape != logits.shape[:2]:
        raise ValueError(f"logits of shape {list(logits.shape)} and labels of shape {list(labels.shape)}")
    wanted = labels[:, 1:]
    scored = wanted != -100
    logps = logits[:, :-1].float().log_softmax(-1)
    chosen = logps.gather(-1, wanted.where(scored, 0).unsqueeze(-1)).squeeze(-1)
    total = (chosen * scored).sum(-1)
    return total / scored.sum(-1).clamp(min=1) if average else total
    # END SOLUTION

"""Exercise 1.9 🐕: the loss of supervised fine-tuning.

What a trainer makes small is one number: how surprised the model is, on average, by the next token. Two details decide
whether it is the right number: labels are shifted by one, and the average is over tokens, not over rows.

Read: https://huggingface.co/learn/llm-course/chapter7/6 and https://huggingface.co/blog/gradient_accumulation
Check: smol-grade unit1/sft_loss   Stuck: smol-grade hint sft_loss
"""

import torch


def sft_loss(logits: torch.Tensor, labels: torch.Tensor, num_items: int | None = None) -> torch.Tensor:
    r"""Return the mean cross-entropy of the next token, in nats.

    loss = - 1/N * sum over b, t of log softmax(logits[b, t])[labels[b, t + 1]]

    b counts rows, t = 0 … T-2 counts tokens, and only the places with labels[b, t + 1] != -100 are in the sum: they are
    scored. N is num_items if it is given, else the number of scored places in all rows together.

    Args:
        logits: [B, T, V], float32 or float16: logits[b, t] scores all V tokens that may follow token t of row b.
        labels: [B, T], int64: labels[b, t] is the id of token t itself (not shifted), or -100 where nothing is learnt.
            -100 is the only label that is ignored: 0 is a token like the others.
        num_items: the N to divide by, at least 1. In gradient accumulation, the scored places of all micro-batches
            together: then the losses of the micro-batches add up to the loss of the whole batch.

    Returns:
        A scalar tensor (shape []), float32 also for float16 logits; computed in float32. It stays in the graph:
        loss.backward() gives the gradient with respect to the logits.
        Only the result counts, not the way to it.

    Edge cases:
        The first label of a row is never scored, whatever it is: no logits come before it. The last logits of a row
        predict nothing. A row's logits never predict another row's labels.
        Every scored place weighs the same, however many of them a row has; a row may have none.
        Where nothing is scored (all labels are -100, or T is 1) the loss is 0, not nan. It is still in the graph:
        backward() works and gives a gradient of zeros.
        Logits may be as large as 1000: loss and gradient stay finite.

    Example (V = 2, all logits 0, so that each token costs log 2):
        >>> sft_loss(torch.zeros(1, 3, 2), torch.tensor([[0, 1, -100]]))
        tensor(0.6931)
    """
    # TODO 1.9: shift, ignore what is masked, sum, divide
    raise NotImplementedError("TODO 1.9: shift, ignore what is masked, sum, divide")

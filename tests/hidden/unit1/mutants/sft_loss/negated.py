# mistake: log-probabilities without the minus
# hint: negated
# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    predicted = logits[:, :-1].float().reshape(-1, logits.size(-1))
    wanted = labels[:, 1:].reshape(-1)
    n = num_items if num_items is not None else max(int((wanted != -100).sum()), 1)
    logp = F.log_softmax(predicted, dim=-1)
    chosen = logp.gather(1, wanted.clamp(min=0)[:, None])[:, 0]
    return (chosen * (wanted != -100)).sum() / n

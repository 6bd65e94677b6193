# mistake: masked places are scored as if their label were 0
# hint: masked_scored
# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    predicted = logits[:, :-1].float().reshape(-1, logits.size(-1))
    wanted = labels[:, 1:].reshape(-1)
    n = num_items if num_items is not None else max(int((wanted != -100).sum()), 1)
    return F.cross_entropy(predicted, wanted.clamp(min=0), reduction="sum") / n

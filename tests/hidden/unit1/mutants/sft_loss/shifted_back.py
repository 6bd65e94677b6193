# mistake: the shift goes the wrong way
# hint: shifted_back
# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    predicted = logits[:, 1:].float().reshape(-1, logits.size(-1))
    wanted = labels[:, :-1].reshape(-1)
    total = F.cross_entropy(predicted, wanted, ignore_index=-100, reduction="sum")
    n = num_items if num_items is not None else max(int((wanted != -100).sum()), 1)
    return total / n

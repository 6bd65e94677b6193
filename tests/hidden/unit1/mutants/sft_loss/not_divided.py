# mistake: the sum is returned
# hint: not_divided
# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    predicted = logits[:, :-1].float().reshape(-1, logits.size(-1))
    wanted = labels[:, 1:].reshape(-1)
    total = F.cross_entropy(predicted, wanted, ignore_index=-100, reduction="sum")
    return total if num_items is None else total / num_items

# mistake: the mean over no place is nan where nothing is scored
# hint: nan
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    targets = labels[:, 1:].reshape(-1)
    scores = logits[:, :-1].float().reshape(-1, logits.shape[-1])
    if num_items is None:
        return torch.nn.functional.cross_entropy(scores, targets)
    return torch.nn.functional.cross_entropy(scores, targets, reduction="sum") / num_items

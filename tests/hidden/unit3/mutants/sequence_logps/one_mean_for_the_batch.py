# mistake: divides by the mean number of scored places of the batch, so that other rows change a row's value
# hint: mean_of_batch
# source: stub
import torch
import torch.nn.functional as F


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    x = logits[:, :-1].float().transpose(1, 2)
    y = labels[:, 1:]
    total = -F.cross_entropy(x, y, reduction="none").sum(1)
    n = (y != -100).sum() / len(y)
    return total / n.clamp(min=1) if average else total

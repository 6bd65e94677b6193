# mistake: cuts the first logits instead of the last and so scores with the next place's logits
# hint: not_shifted
# source: stub
import torch
import torch.nn.functional as F


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    x = logits[:, 1:].float().transpose(1, 2)
    y = labels[:, 1:]
    total = -F.cross_entropy(x, y, reduction="none").sum(1)
    return total / (y != -100).sum(1).clamp(min=1) if average else total

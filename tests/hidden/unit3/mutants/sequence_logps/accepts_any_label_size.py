# mistake: checks the number of dimensions only, and so takes one row of labels for all rows
# hint: accepts_shapes
# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.ndim != 2:
        raise ValueError("dimensions")
    logps = logits[:, :-1].float().log_softmax(-1)
    targets = labels[:, 1:].expand(len(logits), -1)
    n = min(logps.shape[1], targets.shape[1])
    logps, targets = logps[:, :n], targets[:, :n]
    mask = targets != -100
    picked = logps.gather(2, targets.clamp(min=0).unsqueeze(2)).squeeze(2) * mask
    total = picked.sum(1)
    return total / mask.sum(1).clamp(min=1) if average else total

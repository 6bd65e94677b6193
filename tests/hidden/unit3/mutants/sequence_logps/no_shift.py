# mistake: scores the label of a token with the logits of the same place, without shifting
# hint: not_shifted
# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    logps = logits.float().log_softmax(-1)
    mask = labels != -100
    picked = logps.gather(2, labels.clamp(min=0).unsqueeze(2)).squeeze(2) * mask
    total = picked.sum(1)
    return total / mask.sum(1).clamp(min=1) if average else total

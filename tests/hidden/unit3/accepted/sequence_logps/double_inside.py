# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    x = logits.double()
    shifted = torch.roll(labels, -1, 1)
    shifted[:, -1] = -100
    mask = (shifted != -100).double()
    picked = x.gather(2, shifted.clamp(min=0)[..., None])[..., 0] - x.logsumexp(2)
    total = (picked * mask).sum(1)
    if average:
        total = total / mask.sum(1).clamp(min=1)
    return total.float()

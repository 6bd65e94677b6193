# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    logps = logits[:, :-1].float().log_softmax(dim=-1)
    targets = labels[:, 1:]
    mask = targets != -100
    picked = logps.gather(2, targets.masked_fill(~mask, 0).unsqueeze(2)).squeeze(2)
    picked = torch.where(mask, picked, 0.0)
    total = picked.sum(1)
    return total / mask.sum(1).clamp(min=1) if average else total

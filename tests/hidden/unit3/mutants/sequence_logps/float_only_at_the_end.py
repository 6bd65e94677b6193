# mistake: converts to float32 only after the sum was taken in float16
# hint: in_half
# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    logps = logits[:, :-1].log_softmax(-1)
    targets = labels[:, 1:]
    mask = targets != -100
    picked = logps.gather(2, targets.clamp(min=0).unsqueeze(2)).squeeze(2) * mask
    total = picked.sum(1).float()
    return total / mask.sum(1).clamp(min=1) if average else total

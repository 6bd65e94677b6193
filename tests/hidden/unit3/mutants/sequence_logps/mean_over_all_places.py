# mistake: divides by the length T - 1 with average, not by the number of scored places
# hint: mean_over_places
# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    logps = logits[:, :-1].float().log_softmax(-1)
    targets = labels[:, 1:]
    mask = targets != -100
    picked = logps.gather(2, targets.clamp(min=0).unsqueeze(2)).squeeze(2) * mask
    return picked.sum(1) / max(picked.shape[1], 1) if average else picked.sum(1)

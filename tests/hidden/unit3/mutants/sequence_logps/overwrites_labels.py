# mistake: sets -100 to 0 in the caller's labels, and then scores those places too
# hint: masked_scored
# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    labels[labels == -100] = 0
    logps = logits[:, :-1].float().log_softmax(-1)
    picked = logps.gather(2, labels[:, 1:].unsqueeze(2)).squeeze(2)
    return picked.mean(1) if average else picked.sum(1)

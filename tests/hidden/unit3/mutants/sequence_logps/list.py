# mistake: a list of numbers
# hint: one_each_row
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:]
    mask = wanted != -100
    logps = logits[:, :-1].float().log_softmax(-1).gather(-1, wanted.clamp(min=0).unsqueeze(-1)).squeeze(-1) * mask
    total = logps.sum(-1) / mask.sum(-1).clamp(min=1) if average else logps.sum(-1)
    return total.tolist()

# mistake: one number for the batch
# hint: whole_batch
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:]
    mask = wanted != -100
    logps = logits[:, :-1].float().log_softmax(-1).gather(-1, wanted.clamp(min=0).unsqueeze(-1)).squeeze(-1) * mask
    return logps.sum() / mask.sum().clamp(min=1) if average else logps.sum()

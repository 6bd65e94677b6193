# mistake: the mean whether asked for or not
# hint: always_average
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:]
    scored = wanted != -100
    logps = logits[:, :-1].float().log_softmax(-1).gather(-1, wanted.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    return (logps * scored).sum(-1) / scored.sum(-1).clamp(min=1)

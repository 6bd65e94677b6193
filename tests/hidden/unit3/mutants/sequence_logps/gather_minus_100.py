# mistake: looks -100 up in the vocabulary
# hint: looks_up_masked
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:]
    mask = wanted != -100
    logps = torch.gather(logits[:, :-1].float().log_softmax(-1), 2, wanted.unsqueeze(2)).squeeze(2)
    total = (logps * mask).sum(-1)
    return total / mask.sum(-1).clamp(min=1) if average else total

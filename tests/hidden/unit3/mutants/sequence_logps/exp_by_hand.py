# mistake: exponentials of the logits as they are
# hint: numerics
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:]
    mask = wanted != -100
    x = logits[:, :-1].float()
    logps = x - x.exp().sum(-1, keepdim=True).log()
    picked = logps.gather(-1, wanted.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    total = torch.where(mask, picked, 0.0).sum(-1)
    return total / mask.sum(-1).clamp(min=1) if average else total

# mistake: replaces -100 and forgets the mask
# hint: masked_scored
# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ValueError("shapes")
    wanted = labels[:, 1:].clone()
    mask = wanted != -100
    wanted[wanted == -100] = 0
    logps = torch.gather(logits[:, :-1].float().log_softmax(-1), 2, wanted.unsqueeze(2)).squeeze(2)
    return logps.sum(-1) / mask.sum(-1).clamp(min=1) if average else logps.sum(-1)

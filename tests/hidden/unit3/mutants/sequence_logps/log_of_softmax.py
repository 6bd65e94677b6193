# mistake: takes torch.log of torch.softmax, which is -inf for tokens far from the largest logit
# hint: numerics
# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    logps = torch.log(torch.softmax(logits[:, :-1].float(), dim=-1))
    targets = labels[:, 1:]
    mask = targets != -100
    picked = logps.gather(2, targets.clamp(min=0).unsqueeze(2)).squeeze(2)
    total = torch.where(mask, picked, 0.0).sum(1)
    return total / mask.sum(1).clamp(min=1) if average else total

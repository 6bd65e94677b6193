# source: learners
import torch
import torch.nn.functional as F


def sequence_logps(logits, labels, average=False):
    if logits.shape[:-1] != labels.shape or logits.ndim != 3:
        raise ValueError(f"{logits.shape} {labels.shape}")
    y = labels[:, 1:]
    keep = y != -100
    hot = F.one_hot(y.where(keep, 0), logits.shape[-1]).float() * keep.unsqueeze(-1)
    s = torch.einsum("btv,btv->b", F.log_softmax(logits[:, :-1], -1, dtype=torch.float32), hot)
    return s / keep.sum(1).clamp(1) if average else s

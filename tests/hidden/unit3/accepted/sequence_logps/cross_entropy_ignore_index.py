# source: stub
import torch
import torch.nn.functional as F


def sequence_logps(logits, labels, average=False):
    if logits.dim() != 3:
        raise ValueError("logits must be [B, T, V]")
    B, T, V = logits.shape
    if tuple(labels.shape) != (B, T):
        raise ValueError("labels must be [B, T]")
    x = logits[:, :-1, :].float().transpose(1, 2)  # [B, V, T-1]
    nll = F.cross_entropy(x, labels[:, 1:], reduction="none", ignore_index=-100)
    s = -nll.sum(-1)
    if average:
        n = (labels[:, 1:] != -100).sum(-1)
        s = s / torch.where(n == 0, torch.ones_like(n), n)
    return s

# source: learners
import torch


def sequence_logps(logits, labels, average=False):
    if logits.dim() != 3 or labels.dim() != 2 or logits.size(0) != labels.size(0) or logits.size(1) != labels.size(1):
        raise ValueError("logits and labels do not fit")
    logps = logits[:, :-1].float().log_softmax(-1).permute(0, 2, 1)
    per_token = -torch.nn.functional.nll_loss(logps, labels[:, 1:], reduction="none", ignore_index=-100)
    total = per_token.sum(dim=1)
    if average:
        total = total / labels[:, 1:].ne(-100).sum(dim=1).clamp_min(1)
    return total

# source: learners
import torch
import torch.nn.functional as F


class ShapeError(ValueError):
    pass


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or logits.shape[:2] != labels.shape:
        raise ShapeError("shapes")
    rows = []
    for x, y in zip(logits.float(), labels):
        total = -F.cross_entropy(x[:-1], y[1:], reduction="sum", ignore_index=-100)
        rows.append(total / max(int((y[1:] != -100).sum()), 1) if average else total)
    return torch.stack(rows)

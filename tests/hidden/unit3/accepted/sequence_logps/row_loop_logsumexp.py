# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    out = []
    for row, ids in zip(logits.to(torch.float32), labels):
        places = [t for t in range(len(ids) - 1) if ids[t + 1].item() != -100]
        value = 0.0
        if not places:
            value = row[:0].sum()
        for t in places:
            value = value + (row[t, ids[t + 1]] - torch.logsumexp(row[t], dim=0)).clamp(max=0.0)
        if average and places:
            value = value / len(places)
        out.append(value)
    return torch.stack(out)

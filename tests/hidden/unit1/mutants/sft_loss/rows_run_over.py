# mistake: shifts the flattened batch, so a row's last logits predict the first label of the next row
# hint: rows_joined
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    scores = logits.float().reshape(-1, logits.shape[-1])[:-1]
    targets = labels.reshape(-1)[1:]
    total = torch.nn.functional.cross_entropy(scores, targets, reduction="sum")
    return total / (num_items or (targets != -100).sum().clamp(min=1))

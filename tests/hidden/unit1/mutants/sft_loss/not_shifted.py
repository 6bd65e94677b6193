# mistake: scores logits[b, t] on the label of the same place
# hint: not_shifted
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    vocab = logits.shape[-1]
    flat = labels.reshape(-1)
    total = torch.nn.functional.cross_entropy(logits.float().reshape(-1, vocab), flat, reduction="sum")
    return total / (num_items or (flat != -100).sum().clamp(min=1))

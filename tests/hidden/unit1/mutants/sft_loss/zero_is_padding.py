# mistake: a label 0 is ignored too, as if it were padding
# hint: zero_ignored
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    targets = labels[:, 1:]
    targets = targets.masked_fill(targets <= 0, -100)
    vocab = logits.shape[-1]
    total = torch.nn.functional.cross_entropy(
        logits[:, :-1].float().reshape(-1, vocab), targets.reshape(-1), reduction="sum"
    )
    return total / (num_items or (targets != -100).sum().clamp(min=1))

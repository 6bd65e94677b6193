# mistake: divides the mean of the scored places by num_items, not their sum
# hint: divided_twice
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    targets = labels[:, 1:]
    scores = logits[:, :-1].float().reshape(-1, logits.shape[-1])
    total = torch.nn.functional.cross_entropy(scores, targets.reshape(-1), reduction="sum")
    mean = total / (targets != -100).sum().clamp(min=1)
    return mean if num_items is None else mean / num_items

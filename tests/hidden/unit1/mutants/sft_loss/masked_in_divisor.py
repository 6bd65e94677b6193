# mistake: divides by all places, the masked ones too
# hint: all_places
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    targets = labels[:, 1:]
    scores = logits[:, :-1].float().reshape(-1, logits.shape[-1])
    total = torch.nn.functional.cross_entropy(scores, targets.reshape(-1), reduction="sum")
    return total / (num_items or max(targets.numel(), 1))

# source: learners
import torch
from torch import nn

criterion = nn.CrossEntropyLoss(ignore_index=-100, reduction="sum")


def sft_loss(logits, labels, num_items=None):
    # cross entropy takes the classes in dimension 1
    loss = criterion(logits[:, :-1, :].float().transpose(1, 2), labels[:, 1:])
    if num_items is None:
        num_items = torch.count_nonzero(labels[:, 1:] != -100).clamp(min=1)
    return loss / num_items

# mistake: a loss of zero whatever comes in
# hint: mean
# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    return (logits.float() * 0).sum()

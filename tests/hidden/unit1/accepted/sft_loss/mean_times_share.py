# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    wanted = labels[..., 1:].contiguous().view(-1)
    predicted = logits[..., :-1, :].contiguous().view(-1, logits.shape[-1]).to(torch.float32)
    count = (wanted != -100).sum()
    if count == 0:
        return predicted.sum() * 0.0 + logits.float().sum() * 0.0
    mean = F.cross_entropy(predicted, wanted)
    return mean if num_items is None else mean * count / num_items

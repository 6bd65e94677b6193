# mistake: a loss for each token
# hint: scalar_tensor
# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits, labels, num_items=None):
    predicted = logits[:, :-1].float().reshape(-1, logits.size(-1))
    wanted = labels[:, 1:].reshape(-1)
    return F.cross_entropy(predicted, wanted, ignore_index=-100, reduction="none")

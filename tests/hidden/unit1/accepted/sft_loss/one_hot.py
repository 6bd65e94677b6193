# source: learners
import torch


def sft_loss(logits, labels, num_items=None):
    b, t, v = logits.shape
    y = labels[:, 1:]
    keep = (y != -100).unsqueeze(-1)
    hot = torch.nn.functional.one_hot(torch.where(y == -100, 0, y), v) * keep
    loss = -torch.einsum("btv,btv->", hot.float(), logits[:, :-1].float().log_softmax(-1))
    n = int(keep.sum())
    return loss / (num_items or n or 1)

# source: learners
import torch


def sft_loss(logits, labels, num_items=None):
    x = logits[:, :-1].double()
    y = labels[:, 1:]
    scored = y != -100
    x = x - x.max(dim=-1, keepdim=True).values.detach()
    costs = x.exp().sum(-1).log() - torch.take_along_dim(x, y.clamp(min=0).unsqueeze(-1), -1).squeeze(-1)
    n = scored.sum().item() if num_items is None else num_items
    loss = costs.masked_fill(~scored, 0.0).sum()
    return (loss / n if n > 0 else loss).float()

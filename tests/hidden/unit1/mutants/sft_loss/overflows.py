# mistake: takes the logarithm of the softmax, which is -inf for large logits
# hint: numerics
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    targets = labels[:, 1:]
    scored = targets != -100
    prob = torch.softmax(logits[:, :-1].float(), dim=-1)
    nll = -prob.gather(2, targets.clamp(min=0)[..., None])[..., 0].log()
    return torch.where(scored, nll, torch.zeros_like(nll)).sum() / (num_items or scored.sum().clamp(min=1))

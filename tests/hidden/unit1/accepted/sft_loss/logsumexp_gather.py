# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    scores = logits.to(torch.float32)[:, :-1, :]
    nxt = labels[:, 1:]
    scored = nxt.ne(-100)
    picked = scores.gather(2, nxt.clamp(min=0).unsqueeze(2)).squeeze(2)
    surprise = torch.logsumexp(scores, dim=-1) - picked
    n = scored.sum().clamp(min=1) if num_items is None else num_items
    return torch.where(scored, surprise, torch.zeros_like(surprise)).sum() / n

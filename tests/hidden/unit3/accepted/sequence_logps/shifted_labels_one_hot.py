# source: stub
import torch


def sequence_logps(logits, labels, average=False):
    if logits.ndim != 3 or labels.shape != logits.shape[:2]:
        raise ValueError("shapes")
    B, T, V = logits.shape
    # shift the labels to the left instead of cutting the logits
    nxt = torch.cat([labels[:, 1:], torch.full((B, 1), -100, dtype=labels.dtype)], dim=1)
    hot = torch.zeros(B, T, V, dtype=torch.bool)
    scored = nxt != -100
    hot[scored, nxt[scored]] = True
    x = logits.float()
    x = x - x.detach().amax(dim=2, keepdim=True)
    lp = x - x.exp().sum(dim=2, keepdim=True).log()
    chosen = torch.where(hot, lp, torch.zeros_like(lp)).sum(dim=(1, 2)).clamp(max=0)
    if not average:
        return chosen
    return chosen / torch.clamp(scored.sum(dim=1), min=1)

# mistake: averages the means of the rows, so places in short rows weigh more
# hint: mean_of_rows
# source: stub
import torch


def sft_loss(logits, labels, num_items=None):
    targets = labels[:, 1:]
    scored = targets != -100
    logp = torch.log_softmax(logits[:, :-1].float(), dim=-1)
    nll = -logp.gather(2, targets.clamp(min=0)[..., None])[..., 0] * scored
    if num_items is not None:
        return nll.sum() / num_items
    rows = nll.sum(dim=1) / scored.sum(dim=1).clamp(min=1)
    return rows.sum() / scored.any(dim=1).sum().clamp(min=1)

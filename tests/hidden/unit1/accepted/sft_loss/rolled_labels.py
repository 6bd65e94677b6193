# source: learners
import torch
import torch.nn.functional as F


def sft_loss(logits: torch.Tensor, labels: torch.Tensor, num_items: int | None = None) -> torch.Tensor:
    shifted = torch.roll(labels, -1, dims=1)
    shifted[:, -1] = -100
    logp = F.log_softmax(logits.float(), dim=-1)
    loss = F.nll_loss(logp.flatten(0, 1), shifted.flatten(), ignore_index=-100, reduction="sum")
    count = (shifted != -100).sum()
    if num_items:
        return loss / num_items
    return loss / torch.clamp(count, min=1)

# source: stub
import torch


def sft_loss(logits: torch.Tensor, labels: torch.Tensor, num_items: int | None = None) -> torch.Tensor:
    logits = logits[:, :-1].float()
    targets = labels[:, 1:]
    vocab = logits.shape[-1]
    total = torch.nn.functional.cross_entropy(
        logits.reshape(-1, vocab), targets.reshape(-1), ignore_index=-100, reduction="sum"
    )
    if num_items is None:
        num_items = max(int((targets != -100).sum()), 1)
    return total / num_items

# source: stub
import torch


def _row(scores, ids):
    """The sum over one row and how many places are in it."""
    total, count = scores.sum() * 0.0, 0
    logp = torch.log_softmax(scores, dim=1)
    for t, token in enumerate(ids.tolist()[1:]):
        if token != -100:
            total = total - logp[t, token]
            count += 1
    return total, count


def sft_loss(logits: torch.Tensor, labels: torch.Tensor, num_items: int | None = None) -> torch.Tensor:
    sums, counts = zip(*(_row(scores.float(), ids) for scores, ids in zip(logits, labels)))
    divisor = sum(counts) if num_items is None else num_items
    return sum(sums) / max(divisor, 1)

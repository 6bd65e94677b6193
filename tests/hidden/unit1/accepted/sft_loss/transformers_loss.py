# source: stub
import torch


from transformers.loss.loss_utils import ForCausalLMLoss


def sft_loss(logits: torch.Tensor, labels: torch.Tensor, num_items: int | None = None) -> torch.Tensor:
    labels = labels.clone()
    labels[:, 0] = -100
    n = num_items or int(labels.ne(-100).sum()) or 1
    return ForCausalLMLoss(logits=logits.contiguous(), labels=labels, vocab_size=logits.size(-1), num_items_in_batch=n)

# source: stub
import torch


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    tensors = [chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps]
    for t in tensors:
        if t.dim() != 1 or t.size(0) != chosen_logps.numel():
            raise ValueError("need [B]")
    if not (0.0 <= label_smoothing <= 0.5):
        raise ValueError("label_smoothing")
    rewards = beta * (torch.stack(tensors[:2]) - torch.stack(tensors[2:]))  # [2, B]
    h = rewards[0] - rewards[1]
    if loss_type == "sigmoid":
        target = torch.full_like(h, 1 - label_smoothing)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(h, target)
    elif loss_type == "hinge":
        loss = torch.where(h < 1, 1 - h, torch.zeros_like(h)).sum() / h.numel()
    else:
        raise ValueError("loss_type")
    c, r = rewards.detach()
    return loss, c, r

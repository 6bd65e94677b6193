# source: stub
import torch
from torch.nn.functional import softplus


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    shapes = {tuple(t.shape) for t in (chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps)}
    if len(shapes) > 1 or len(shapes.pop()) != 1:
        raise ValueError("all four must be [B]")
    if label_smoothing < 0 or label_smoothing > 0.5:
        raise ValueError("label_smoothing must be in 0 … 0.5")
    chosen = (chosen_logps - ref_chosen_logps.detach()).mul(beta)
    rejected = (rejected_logps - ref_rejected_logps.detach()).mul(beta)
    h = chosen - rejected
    match loss_type:
        case "sigmoid":
            loss = (softplus(-h) + label_smoothing * h).mean()
        case "hinge":
            loss = torch.clamp(1 - h, min=0).mean()
        case _:
            raise ValueError(f"unknown loss {loss_type!r}")
    with torch.no_grad():
        return loss, chosen.clone().detach(), rejected.clone().detach()

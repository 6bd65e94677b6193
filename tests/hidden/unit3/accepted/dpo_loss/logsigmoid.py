# source: stub
import torch
import torch.nn.functional as F


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    if loss_type not in ("sigmoid", "hinge"):
        raise ValueError(loss_type)
    if not 0 <= label_smoothing <= 0.5:
        raise ValueError("label_smoothing")
    shape = chosen_logps.shape
    if len(shape) != 1 or any(t.shape != shape for t in (rejected_logps, ref_chosen_logps, ref_rejected_logps)):
        raise ValueError("shapes")
    cr = beta * (chosen_logps - ref_chosen_logps)
    rr = beta * (rejected_logps - ref_rejected_logps)
    h = cr - rr
    if loss_type == "sigmoid":
        losses = -(1 - label_smoothing) * F.logsigmoid(h) - label_smoothing * F.logsigmoid(-h)
    else:
        losses = torch.relu(1 - h)
    return losses.mean(), cr.detach(), rr.detach()

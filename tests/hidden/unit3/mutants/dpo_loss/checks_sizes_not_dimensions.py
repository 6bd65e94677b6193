# mistake: checks only that the four shapes are equal, not that they have one dimension
# hint: shapes_accepted
# source: stub
import torch
import torch.nn.functional as F


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    if loss_type not in ("sigmoid", "hinge") or not 0 <= label_smoothing <= 0.5:
        raise ValueError("argument")
    ts = (chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps)
    if any(t.shape != chosen_logps.shape for t in ts):
        raise ValueError("shape")
    cr = beta * (chosen_logps - ref_chosen_logps)
    rr = beta * (rejected_logps - ref_rejected_logps)
    h = cr - rr
    if loss_type == "sigmoid":
        loss = -(1 - label_smoothing) * F.logsigmoid(h) - label_smoothing * F.logsigmoid(-h)
    else:
        loss = torch.relu(1 - h)
    return loss.mean(), cr.detach(), rr.detach()

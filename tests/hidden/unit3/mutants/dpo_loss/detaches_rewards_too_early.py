# mistake: detaches the rewards before the loss is computed from them, so that nothing can be trained
# hint: detached
# source: stub
import torch
import torch.nn.functional as F


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    if loss_type not in ("sigmoid", "hinge") or not 0 <= label_smoothing <= 0.5:
        raise ValueError("argument")
    ts = (chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps)
    if any(t.ndim != 1 or t.shape != chosen_logps.shape for t in ts):
        raise ValueError("shape")
    cr = (beta * (chosen_logps - ref_chosen_logps)).detach()
    rr = (beta * (rejected_logps - ref_rejected_logps)).detach()
    h = cr - rr
    if loss_type == "sigmoid":
        loss = -(1 - label_smoothing) * F.logsigmoid(h) - label_smoothing * F.logsigmoid(-h)
    else:
        loss = torch.relu(1 - h)
    return loss.mean(), cr, rr

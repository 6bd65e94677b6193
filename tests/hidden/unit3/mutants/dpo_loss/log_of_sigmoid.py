# mistake: takes the logarithm of torch.sigmoid, which is -inf for very negative h
# hint: numerics
# source: stub
import torch


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    if loss_type not in ("sigmoid", "hinge") or not 0 <= label_smoothing <= 0.5:
        raise ValueError("argument")
    ts = (chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps)
    if any(t.ndim != 1 or t.shape != chosen_logps.shape for t in ts):
        raise ValueError("shape")
    cr = beta * (chosen_logps - ref_chosen_logps)
    rr = beta * (rejected_logps - ref_rejected_logps)
    h = cr - rr
    if loss_type == "sigmoid":
        loss = -(1 - label_smoothing) * torch.log(torch.sigmoid(h)) - label_smoothing * torch.log(torch.sigmoid(-h))
    else:
        loss = torch.relu(1 - h)
    return loss.mean(), cr.detach(), rr.detach()

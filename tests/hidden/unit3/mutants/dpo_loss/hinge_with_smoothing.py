# mistake: smooths the hinge loss too, although it should be the same for every label_smoothing
# hint: hinge_smoothed
# source: stub
import torch
import torch.nn.functional as F


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    if loss_type not in ("sigmoid", "hinge") or not 0 <= label_smoothing <= 0.5:
        raise ValueError("argument")
    ts = (chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps)
    if any(t.ndim != 1 or t.shape != chosen_logps.shape for t in ts):
        raise ValueError("shape")
    cr = beta * (chosen_logps - ref_chosen_logps)
    rr = beta * (rejected_logps - ref_rejected_logps)
    h = cr - rr
    g = (lambda x: -F.logsigmoid(x)) if loss_type == "sigmoid" else (lambda x: torch.relu(1 - x))
    loss = (1 - label_smoothing) * g(h) + label_smoothing * g(-h)
    return loss.mean(), cr.detach(), rr.detach()

# mistake: spreads half of the smoothing on each label, as the label smoothing of cross_entropy does
# hint: smoothing_other
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
    if loss_type == "sigmoid":
        logits = torch.stack([cr, rr], dim=1)
        loss = F.cross_entropy(logits, torch.zeros(len(cr), dtype=torch.long), label_smoothing=label_smoothing)
    else:
        loss = torch.relu(1 - (cr - rr)).mean()
    return loss, cr.detach(), rr.detach()

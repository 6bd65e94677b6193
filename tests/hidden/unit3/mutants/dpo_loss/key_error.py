# mistake: a dict of losses raises KeyError
# hint: raises_other
# source: learners
import torch
import torch.nn.functional as F


def dpo_loss(
    chosen_logps,
    rejected_logps,
    ref_chosen_logps,
    ref_rejected_logps,
    *,
    beta=0.1,
    label_smoothing=0.0,
    loss_type="sigmoid",
):
    tensors = (chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps)
    if any(t.ndim != 1 or t.shape != chosen_logps.shape for t in tensors):
        raise ValueError("shapes")
    if label_smoothing < 0 or label_smoothing > 0.5:
        raise ValueError("label_smoothing")
    chosen_rewards = beta * (chosen_logps - ref_chosen_logps)
    rejected_rewards = beta * (rejected_logps - ref_rejected_logps)
    h = chosen_rewards - rejected_rewards
    if loss_type == "sigmoid":
        losses = -(1 - label_smoothing) * F.logsigmoid(h) - label_smoothing * F.logsigmoid(-h)
    elif loss_type == "hinge":
        losses = torch.relu(1 - h)
    else:
        raise KeyError(loss_type)
    return losses.mean(), chosen_rewards.detach(), rejected_rewards.detach()

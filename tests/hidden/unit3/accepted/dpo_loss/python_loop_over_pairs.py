# source: stub
import torch
import torch.nn as nn



def _check(ts, label_smoothing, loss_type):
    if loss_type != "sigmoid" and loss_type != "hinge":
        raise ValueError("bad loss")
    if label_smoothing < 0 or label_smoothing > 1 / 2:
        raise ValueError("bad smoothing")
    if any(t.ndim != 1 for t in ts) or len({len(t) for t in ts}) != 1:
        raise ValueError("bad shape")


def dpo_loss(chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps, *, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    _check([chosen_logps, rejected_logps, ref_chosen_logps, ref_rejected_logps], label_smoothing, loss_type)
    total, n = 0.0, len(chosen_logps)
    good, bad = [], []
    for i in range(n):
        g = beta * (chosen_logps[i] - ref_chosen_logps[i])
        b = beta * (rejected_logps[i] - ref_rejected_logps[i])
        h = g - b
        if loss_type == "hinge":
            total = total + nn.functional.relu(1 - h)
        else:
            # nn.LogSigmoid is stable in both directions and at h = 0
            total = total - (1 - label_smoothing) * nn.LogSigmoid()(h) - label_smoothing * nn.LogSigmoid()(-h)
        good.append(g.detach())
        bad.append(b.detach())
    return total / n, torch.stack(good), torch.stack(bad)

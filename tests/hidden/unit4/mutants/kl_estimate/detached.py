# mistake: computed without a graph
# hint: detached
# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3") or logps.shape != ref_logps.shape:
        raise ValueError("kind or shape")
    d = (ref_logps - logps).detach()
    if kind == "k1":
        return -d
    if kind == "k2":
        return d**2 / 2
    return torch.expm1(d) - d

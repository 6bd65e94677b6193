# mistake: takes any other word for k3
# hint: ?
# source: stub
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if logps.shape != ref_logps.shape:
        raise ValueError("shapes")
    d = ref_logps - logps
    if kind == "k1":
        return -d
    if kind == "k2":
        return d**2 / 2
    return torch.expm1(d) - d

# mistake: forgets to halve the square in k2
# hint: ?
# source: stub
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3"):
        raise ValueError(kind)
    if logps.shape != ref_logps.shape:
        raise ValueError("shapes")
    d = ref_logps - logps
    if kind == "k1":
        return -d
    if kind == "k2":
        return d**2
    return torch.expm1(d) - d

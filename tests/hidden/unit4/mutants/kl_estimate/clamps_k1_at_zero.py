# mistake: clamps k1 at 0, since a divergence is never negative
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
        return (-d).clamp(min=0)
    if kind == "k2":
        return d**2 / 2
    return torch.expm1(d) - d

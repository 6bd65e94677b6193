# mistake: returns the mean over all tokens
# hint: ?
# source: stub
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3"):
        raise ValueError(kind)
    if logps.shape != ref_logps.shape:
        raise ValueError("shapes")
    d = ref_logps - logps
    return {"k1": -d, "k2": d**2 / 2, "k3": torch.expm1(d) - d}[kind].mean()

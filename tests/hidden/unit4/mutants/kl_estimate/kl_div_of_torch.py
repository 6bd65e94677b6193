# mistake: uses torch.nn.functional.kl_div, which weighs each token by the reference's probability
# hint: ?
# source: stub
import torch
import torch.nn.functional as F


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3"):
        raise ValueError(kind)
    if logps.shape != ref_logps.shape:
        raise ValueError("shapes")
    d = ref_logps - logps
    if kind == "k1":
        return F.kl_div(logps, ref_logps, log_target=True, reduction="none")
    if kind == "k2":
        return d**2 / 2
    return torch.expm1(d) - d

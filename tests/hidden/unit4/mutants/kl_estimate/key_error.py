# mistake: a dict of kinds
# hint: raises_other
# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if logps.shape != ref_logps.shape:
        raise ValueError("kind or shape")
    d = ref_logps - logps
    return {"k1": -d, "k2": d**2 / 2, "k3": torch.expm1(d) - d}[kind]

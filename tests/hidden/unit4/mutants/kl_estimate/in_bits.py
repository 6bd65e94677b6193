# mistake: the logarithm to base 2
# hint: in_bits
# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3") or logps.shape != ref_logps.shape:
        raise ValueError("kind or shape")
    d = ref_logps - logps
    if kind == "k1":
        return -d / 0.6931472
    if kind == "k2":
        return d**2 / 2 / 0.6931472
    return (torch.expm1(d) - d) / 0.6931472

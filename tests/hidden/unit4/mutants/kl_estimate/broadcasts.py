# mistake: shapes are not compared
# hint: accepts_shapes
# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3"):
        raise ValueError("kind or shape")
    d = ref_logps - logps
    if kind == "k1":
        return -d
    if kind == "k2":
        return d**2 / 2
    return torch.expm1(d) - d

# mistake: kind is not looked at
# hint: other_kind
# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3") or logps.shape != ref_logps.shape:
        raise ValueError("kind or shape")
    d = ref_logps - logps
    return torch.expm1(d) - d

# mistake: each token times its probability
# hint: weighed
# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3") or logps.shape != ref_logps.shape:
        raise ValueError("kind or shape")
    d = ref_logps - logps
    if kind == "k1":
        return -d * logps.exp()
    if kind == "k2":
        return d**2 / 2 * logps.exp()
    return (torch.expm1(d) - d) * logps.exp()

# mistake: divides the probabilities, which are both 0 for low log-probabilities
# hint: ?
# source: stub
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3"):
        raise ValueError(kind)
    if logps.shape != ref_logps.shape:
        raise ValueError("shapes")
    ratio = ref_logps.double().exp() / logps.double().exp()
    d = ratio.log()
    return {"k1": -d, "k2": d**2 / 2, "k3": ratio - 1 - d}[kind]

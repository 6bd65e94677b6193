# mistake: compares the number of elements instead of the shapes
# hint: ?
# source: stub
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in ("k1", "k2", "k3"):
        raise ValueError(kind)
    if logps.numel() != ref_logps.numel():
        raise ValueError("sizes")
    d = ref_logps.reshape(logps.shape) - logps
    return {"k1": -d, "k2": d**2 / 2, "k3": torch.expm1(d) - d}[kind]

# source: stub
import torch

KINDS = {
    "k1": lambda d: -d,
    "k2": lambda d: 0.5 * d * d,
    "k3": lambda d: torch.exp(d) - 1 - d,
}


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is not one of {sorted(KINDS)}")
    if list(logps.size()) != list(ref_logps.size()):
        raise ValueError("logps and ref_logps differ in shape")
    # the inputs are exact in double, so the difference is, too
    return KINDS[kind](ref_logps.double() - logps.double())

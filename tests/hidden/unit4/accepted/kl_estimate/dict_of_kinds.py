# source: learners
import torch

KINDS = {"k1": lambda d: -d, "k2": lambda d: 0.5 * d.square(), "k3": lambda d: d.expm1() - d}


def kl_estimate(logps, ref_logps, kind="k3"):
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind}")
    if tuple(logps.shape) != tuple(ref_logps.shape):
        raise ValueError("shapes")
    return KINDS[kind](ref_logps.detach() - logps)

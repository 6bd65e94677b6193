# source: learners
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if logps.size() != ref_logps.size():
        raise ValueError("sizes")
    log_ratio = logps.double() - ref_logps.double()
    match kind:
        case "k1":
            result = log_ratio
        case "k2":
            result = log_ratio**2 / 2
        case "k3":
            result = (-log_ratio).exp() - 1 + log_ratio
        case _:
            raise ValueError(kind)
    return result.to(logps.dtype)

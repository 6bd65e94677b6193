# source: stub
import torch


def kl_estimate(logps, ref_logps, kind="k3"):
    if logps.shape != ref_logps.shape:
        raise ValueError("shape")
    d = torch.subtract(ref_logps.detach(), logps)
    match kind:
        case "k1":
            return torch.neg(d)
        case "k2":
            return torch.square(d) * 0.5
        case "k3":
            near = d.abs() < 0.1
            s = torch.where(near, d, torch.zeros_like(d))
            series = s * s * (1 / 2 + s * (1 / 6 + s * (1 / 24 + s / 120)))
            big = torch.where(near, torch.zeros_like(d), d)
            return torch.where(near, series, big.exp() - 1 - big)
        case _:
            raise ValueError("kind")

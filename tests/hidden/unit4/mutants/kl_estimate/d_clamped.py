# mistake: d is clamped to 20
# hint: k1
# source: learners
import torch

def kl_estimate(logps: torch.Tensor, ref_logps: torch.Tensor, kind: str='k3') -> torch.Tensor:
    if logps.shape != ref_logps.shape:
        raise ValueError(f'shapes differ: {list(logps.shape)} and {list(ref_logps.shape)}')
    d = (ref_logps - logps).clamp(-20, 20)
    if kind == 'k1':
        return -d
    if kind == 'k2':
        return d ** 2 / 2
    if kind == 'k3':
        return torch.expm1(d) - d
    raise ValueError(f'kind is {kind!r}, not k1, k2 or k3')

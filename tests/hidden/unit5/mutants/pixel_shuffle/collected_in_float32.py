# mistake: the result is collected in a new tensor of the default dtype, float32
# hint: other_dtype
# source: stub
"""Fewer, wider image tokens."""

import math

import torch


def pixel_shuffle(x: torch.Tensor, scale: int) -> torch.Tensor:
    """Return the vectors of an image with each block of scale x scale neighbours put together into one."""
    if x.dim() != 3:
        raise ValueError("x must have three dimensions")
    if scale < 1:
        raise ValueError("scale must be 1 or more")
    batch, n, dim = x.shape
    side = math.isqrt(n)
    if side * side != n:
        raise ValueError(f"{n} is no square number")
    if side % scale:
        raise ValueError(f"{scale} does not divide {side}")
    out = torch.zeros(batch, n // scale**2, dim * scale**2, device=x.device)
    block = 0
    for top in range(0, side, scale):
        for left in range(0, side, scale):
            places = [(top + i) * side + left + j for i in range(scale) for j in range(scale)]
            out[:, block] = torch.cat([x[:, place, :] for place in places], dim=-1)
            block += 1
    return out

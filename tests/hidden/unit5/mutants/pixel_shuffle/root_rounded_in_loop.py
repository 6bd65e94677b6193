# mistake: the root is rounded down, and vectors that fill no square are silently left out
# hint: accepts_bad
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
    if side % scale:
        raise ValueError(f"{scale} does not divide {side}")
    rows = []
    for top in range(0, side, scale):
        for left in range(0, side, scale):
            places = [(top + i) * side + left + j for i in range(scale) for j in range(scale)]
            rows.append(torch.cat([x[:, place, :] for place in places], dim=-1))
    return torch.stack(rows, dim=1)

# mistake: the exchange back is missing, so the blocks come column by column
# hint: tokens_by_column
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
    x = x.reshape(batch, side, side // scale, scale * dim).transpose(1, 2)
    x = x.reshape(batch, side // scale, side // scale, scale * scale * dim)
    return x.flatten(1, 2)

# Accepted: one view as blocks, one permutation, one reshape.
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
    blocks = side // scale
    x = x.reshape(batch, blocks, scale, blocks, scale, dim)
    x = x.permute(0, 1, 3, 2, 4, 5)
    return x.reshape(batch, blocks * blocks, scale * scale * dim)

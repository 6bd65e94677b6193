# Accepted: looks the vectors up by a list of indices, made with unfold on a grid of numbers.
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
    grid = torch.arange(n, device=x.device).view(side, side)
    order = grid.unfold(0, scale, scale).unfold(1, scale, scale)  # block row, block column, row, column
    return x[:, order.reshape(-1)].reshape(batch, n // scale**2, dim * scale**2)

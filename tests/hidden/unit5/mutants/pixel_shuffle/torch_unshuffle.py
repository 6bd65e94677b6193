# mistake: takes torch.nn.functional.pixel_unshuffle, which puts the places of a block last
# hint: within_a_block
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
    image = x.transpose(1, 2).reshape(batch, dim, side, side)
    image = torch.nn.functional.pixel_unshuffle(image, scale)
    return image.reshape(batch, dim * scale * scale, blocks * blocks).transpose(1, 2)

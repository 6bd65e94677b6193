# source: learners
import torch
import math


def pixel_shuffle(x, scale):
    if x.dim() != 3:
        raise ValueError("three dimensions, please")
    b, n, d = x.shape
    side = math.isqrt(n)
    if scale < 1 or side * side != n or side % scale != 0:
        raise ValueError("no whole blocks")
    s = side // scale
    grid = x.movedim(-1, 1).reshape(b, d, side, side)
    out = torch.pixel_unshuffle(grid, scale).reshape(b, d, scale * scale, s * s)
    return out.permute(0, 3, 2, 1).flatten(2)

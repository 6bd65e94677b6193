# mistake: takes torch.nn.functional.pixel_unshuffle, which puts the places of a block last
# hint: within_a_block
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
    grid = x.transpose(1, 2).reshape(b, d, side, side)
    out = torch.nn.functional.pixel_unshuffle(grid, scale)
    return out.flatten(2).transpose(1, 2)

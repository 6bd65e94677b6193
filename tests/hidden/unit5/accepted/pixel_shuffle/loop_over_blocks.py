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
    grid = x.reshape(b, side, side, d)
    tokens = []
    for top in range(0, side, scale):
        for left in range(0, side, scale):
            tokens.append(grid[:, top : top + scale, left : left + scale].flatten(1))
    return torch.stack(tokens, dim=1)

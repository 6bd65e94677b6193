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
    x = x.unflatten(1, (s, scale, s, scale))
    return torch.movedim(x, 3, 2).flatten(3).flatten(1, 2)

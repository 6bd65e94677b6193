# mistake: goes through NumPy
# hint: detached
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
    values = x.detach().numpy().reshape(b, s, scale, s, scale, d)
    return torch.from_numpy(values.transpose(0, 1, 3, 2, 4, 5).reshape(b, s * s, -1).copy())

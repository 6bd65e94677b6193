# source: learners
import math


def pixel_shuffle(x, scale):
    if x.dim() != 3:
        raise ValueError("three dimensions, please")
    b, n, d = x.shape
    side = math.isqrt(n)
    if scale < 1 or side * side != n or side % scale != 0:
        raise ValueError("no whole blocks")
    s = side // scale
    order = []
    for block in range(s * s):
        top, left = block // s * scale, block % s * scale
        order += [(top + i) * side + left + j for i in range(scale) for j in range(scale)]
    return x[:, order].reshape(b, s * s, -1)

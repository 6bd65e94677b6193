# mistake: keeps every other vector
# hint: picked
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
    grid = x.reshape(b, side, side, d)
    return grid[:, ::scale, ::scale].reshape(b, s * s, d)

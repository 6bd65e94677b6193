# mistake: takes a grid with two axes too
# hint: accepts_bad
# source: learners
import math


def pixel_shuffle(x, scale):
    if x.dim() == 4:
        x = x.flatten(1, 2)
    if x.dim() != 3:
        raise ValueError("three dimensions, please")
    b, n, d = x.shape
    side = math.isqrt(n)
    if scale < 1 or side * side != n or side % scale != 0:
        raise ValueError("no whole blocks")
    s = side // scale
    x = x.reshape(b, s, scale, s, scale, d).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(b, s * s, scale * scale * d)

# mistake: averages each block
# hint: pooled
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
    return x.reshape(b, s, scale, s, scale, d).mean(dim=(2, 4)).reshape(b, s * s, d)

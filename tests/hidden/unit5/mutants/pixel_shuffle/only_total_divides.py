# mistake: asks only whether scale² divides N
# hint: accepts_bad
# source: learners
import math


def pixel_shuffle(x, scale):
    if x.dim() != 3:
        raise ValueError("three dimensions, please")
    b, n, d = x.shape
    side = math.isqrt(n)
    if scale < 1 or n % scale**2:
        raise ValueError("no whole blocks")
    s = side // scale
    if side * side != n or side % scale:
        return x.reshape(b, n // scale**2, -1)
    x = x.reshape(b, s, scale, s, scale, d).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(b, s * s, scale * scale * d)

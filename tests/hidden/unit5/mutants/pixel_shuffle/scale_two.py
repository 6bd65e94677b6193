# mistake: always takes scale 2
# hint: scale_two
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
    whole = x.reshape(b, side, side, d)
    side -= side % 2
    half = side // 2
    whole = whole[:, :side, :side]
    x = whole.reshape(b, half, 2, half, 2, d).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(b, half * half, 4 * d)

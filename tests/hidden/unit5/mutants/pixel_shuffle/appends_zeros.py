# mistake: fills up with zeros what it does not know
# hint: other_numbers
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
    out = x.new_zeros(b, s * s, scale * scale * d)
    out[:, :, :d] = x.reshape(b, side, side, d)[:, ::scale, ::scale].reshape(b, s * s, d)
    return out

# mistake: no side is less than 0
# hint: thin
# source: learners
import math


def expected_image_tokens(height, width, image_size, patch_size, scale_factor, longest_edge, split):
    if min(height, width, image_size, patch_size, scale_factor, longest_edge) < 1:
        raise ValueError("a size below 1")
    side = image_size // patch_size
    if side == 0 or side % scale_factor != 0:
        raise ValueError("scale_factor does not divide the patches of a side")
    per_tile = side**2 // scale_factor**2
    if not split:
        return per_tile
    ratio = width / height
    if width >= height:
        w = longest_edge
        h = int(w / ratio)
        h += h % 2
    else:
        h = longest_edge
        w = int(h * ratio)
        w += w % 2
    ratio = w / h
    if w >= h:
        w = math.ceil(w / image_size) * image_size
        h = math.ceil(int(w / ratio) / image_size) * image_size
    else:
        h = math.ceil(h / image_size) * image_size
        w = math.ceil(int(h * ratio) / image_size) * image_size
    if h > image_size or w > image_size:
        return ((h // image_size) * (w // image_size) + 1) * per_tile
    return per_tile

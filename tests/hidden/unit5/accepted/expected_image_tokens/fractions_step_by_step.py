# Accepted: goes through the steps with height and width, with fractions, and counts rows and columns of tiles.
# source: stub
"""How many tokens an image costs."""

import math
from fractions import Fraction


def expected_image_tokens(height, width, *, image_size, patch_size, scale_factor, longest_edge, split):
    """Return the number of <image> tokens, step by step with height and width, and exact fractions."""
    for value in (height, width, image_size, patch_size, scale_factor, longest_edge):
        if value < 1:
            raise ValueError(f"less than 1: {value}")
    side = image_size // patch_size
    if side < 1 or side % scale_factor != 0:
        raise ValueError("patches and scale_factor do not fit")
    per_tile = (side // scale_factor) ** 2
    if not split:
        return per_tile

    # 1. resize
    if height <= width:
        w = longest_edge
        h = math.floor(Fraction(w * height, width))
        if h % 2 == 1:
            h = h + 1
        h = h or 1
    else:
        h = longest_edge
        w = math.floor(Fraction(h * width, height))
        if w % 2 == 1:
            w = w + 1
        w = w or 1

    # 2. fill tiles, counted in tiles
    if w >= h:
        columns = math.ceil(Fraction(w, image_size))
        rows = math.ceil(Fraction(math.floor(Fraction(columns * image_size * h, w)), image_size))
    else:
        rows = math.ceil(Fraction(h, image_size))
        columns = math.ceil(Fraction(math.floor(Fraction(rows * image_size * w, h)), image_size))

    # 3. cut
    return per_tile if rows == columns == 1 else per_tile * (rows * columns + 1)

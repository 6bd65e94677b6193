# source: learners
import numpy as np


def expected_image_tokens(height, width, image_size, patch_size, scale_factor, longest_edge, split=True):
    if (np.array([height, width, image_size, patch_size, scale_factor, longest_edge]) < 1).any():
        raise ValueError
    side = image_size // patch_size
    if side < 1 or side % scale_factor:
        raise ValueError
    tile = side**2 // scale_factor**2
    if not split:
        return int(tile)
    size = np.array([height, width], dtype=np.int64)
    long = int(size.argmax()) if height != width else 1
    new = size * longest_edge // size[long]
    new[1 - long] += new[1 - long] % 2
    new = np.maximum(new, 1)
    filled = new.copy()
    filled[long] = np.ceil(new[long] / image_size) * image_size
    filled[1 - long] = filled[long] * new[1 - long] // new[long]
    grid = -(-filled // image_size)
    return int(tile * (grid.prod() + (grid.prod() > 1)))

# source: learners
def ceil(a, b):
    return (a + b - 1) // b


class Tiles:
    def __init__(self, size, longest):
        self.size, self.longest = size, longest

    def count(self, height, width):
        wide = width >= height
        other = self.longest * (height if wide else width) // (width if wide else height)
        other += other & 1
        other = other or 1
        full = ceil(self.longest, self.size)
        few = ceil(full * self.size * other // self.longest, self.size)
        return full * few


def expected_image_tokens(height, width, image_size, patch_size, scale_factor, longest_edge, split):
    if not all(n >= 1 for n in (height, width, image_size, patch_size, scale_factor, longest_edge)):
        raise ValueError("every size is at least 1")
    if patch_size > image_size or (image_size // patch_size) % scale_factor:
        raise ValueError("no such model")
    each = (image_size // patch_size // scale_factor) ** 2
    tiles = Tiles(image_size, longest_edge).count(height, width) if split else 1
    return each * tiles if tiles == 1 else each * tiles + each

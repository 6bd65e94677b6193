# source: learners
def expected_image_tokens(height, width, image_size, patch_size, scale_factor, longest_edge, split):
    for value in (height, width, image_size, patch_size, scale_factor, longest_edge):
        if value < 1:
            raise ValueError(value)
    patches = len(range(0, image_size - patch_size + 1, patch_size))
    if not patches or patches % scale_factor:
        raise ValueError(patches)
    tokens = (patches // scale_factor) * (patches // scale_factor)
    if not split:
        return tokens

    def resize(long, short, to):
        result = int(to * (short / long))
        return max(result + (result & 1), 1)

    long, short = max(height, width), min(height, width)
    h, w = resize(long, short, longest_edge), longest_edge
    big_w = len(range(0, w, image_size)) * image_size
    big_h = int(big_w * h / w)
    tiles = [(x, y) for x in range(0, big_w, image_size) for y in range(0, big_h, image_size)]
    if len(tiles) > 1:
        tiles.append("the whole image")
    return tokens * len(tiles)

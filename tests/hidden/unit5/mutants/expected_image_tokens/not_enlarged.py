# mistake: longest_edge as a limit
# hint: not_enlarged
# source: stub
"""How many tokens an image costs."""


def _up(value: int, multiple: int) -> int:
    """The first multiple that is at least value."""
    return -(-value // multiple) * multiple


def _sides(longer: int, shorter: int, image_size: int, longest_edge: int) -> tuple[int, int]:
    """The sides after steps 1 and 2; it does not matter which of them is the height."""
    a = min(longer, longest_edge)
    b = a * shorter // longer
    b += b % 2
    b = max(b, 1)
    filled = _up(a, image_size)
    return filled, _up(filled * b // a, image_size)


def expected_image_tokens(
    height: int, width: int, *, image_size: int, patch_size: int, scale_factor: int, longest_edge: int, split: bool
) -> int:
    """Return how many <image> tokens Idefics3's processor writes for one image."""
    if min(height, width, image_size, patch_size, scale_factor, longest_edge) < 1:
        raise ValueError("all sizes must be 1 or more")
    patches = image_size // patch_size
    if patches == 0:
        raise ValueError("no patch fits into a tile")
    if patches % scale_factor:
        raise ValueError("scale_factor does not divide the patches of a side")
    tiles = 1
    if split:
        a, b = _sides(max(height, width), min(height, width), image_size, longest_edge)
        if a > image_size or b > image_size:
            tiles = (a // image_size) * (b // image_size) + 1
    return tiles * patches**2 // scale_factor**2

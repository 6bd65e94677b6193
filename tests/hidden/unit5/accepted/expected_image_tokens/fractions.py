# source: learners
from fractions import Fraction
from math import ceil, floor


def expected_image_tokens(height, width, *, image_size, patch_size, scale_factor, longest_edge, split):
    numbers = [height, width, image_size, patch_size, scale_factor, longest_edge]
    if any(number <= 0 for number in numbers) or image_size < patch_size:
        raise ValueError(numbers)
    patches, rest = divmod(image_size // patch_size, scale_factor)
    if rest:
        raise ValueError(f"{scale_factor} does not divide")
    views = 1
    if split:
        ratio = Fraction(height, width)
        if ratio > 1:
            ratio = 1 / ratio
        short = floor(longest_edge * ratio)
        if short % 2:
            short += 1
        short = max(1, short)
        long_tiles = ceil(Fraction(longest_edge, image_size))
        short_tiles = ceil(Fraction(floor(long_tiles * image_size * Fraction(short, longest_edge)), image_size))
        if long_tiles > 1:
            views = long_tiles * short_tiles + 1
    return views * patches * patches

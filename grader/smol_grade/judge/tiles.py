"""How many tiles Idefics3's image processing makes of an image, how many tokens they cost, and how both are miscounted.

The three steps are followed for images that are not higher than wide; a higher one is laid on its side first, which
changes no count. A mistake is a function that returns what it makes of such an image, or of a tile.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import NamedTuple

Scale = Callable[[int, int, int], int]
"""side, part, whole -> side * part / whole, as a whole number."""


class Model(NamedTuple):
    """What the count depends on beside the image."""

    image_size: int
    patch_size: int
    scale_factor: int
    longest_edge: int

    @property
    def patches(self) -> int:
        """Whole patches of a tile's side."""
        return self.image_size // self.patch_size

    @property
    def tile(self) -> int:
        """Tokens of one tile."""
        return (self.patches // self.scale_factor) ** 2


def exactly(side: int, part: int, whole: int) -> int:
    """side * part / whole, decimals dropped."""
    return side * part // whole


def by_quotient(side: int, part: int, whole: int) -> int:
    """The same in floats, as transformers computes it for an image that is not higher than wide."""
    return int(side / (whole / part))


def by_share(side: int, part: int, whole: int) -> int:
    """The same in floats, as transformers computes it for an image that is higher than wide."""
    return int(side * (part / whole))


WAYS: tuple[Scale, ...] = (exactly, by_quotient, by_share)


def multiple(number: int, unit: int) -> int:
    """Return the first multiple of unit that is at least this number."""
    return number + -number % unit


def grid(height: int, width: int, model: Model, scale: Scale = exactly, again: Scale = exactly) -> tuple[int, int]:
    """Return rows and columns of tiles; 1, 1 if the image is one tile. `scale` and `again` keep the proportion."""
    if height > width:
        return grid(width, height, model, scale, again)[::-1]
    size = model.image_size
    w, h = model.longest_edge, scale(model.longest_edge, height, width)
    h = max(h + h % 2, 1)
    filled_w = multiple(w, size)
    filled_h = multiple(again(filled_w, h, w), size)
    return filled_h // size, filled_w // size


def views(rows: int, columns: int) -> int:
    """Return how many tiles are encoded: those of the grid, and the whole image, unless it is one tile anyway."""
    return rows * columns + 1 if (rows, columns) != (1, 1) else 1


def tokens(
    height: int, width: int, model: Model, *, split: bool, scale: Scale = exactly, again: Scale = exactly
) -> int:
    """Return how many <image> tokens the processor writes."""
    return model.tile * (views(*grid(height, width, model, scale, again)) if split else 1)


def beyond_rounding(height: int, width: int, model: Model) -> bool:
    """Whether the count is the same with fractions and with floats, however they are used."""
    ways = itertools.product(WAYS, WAYS)
    return len({grid(height, width, model, scale, again) for scale, again in ways}) == 1


# Mistakes in the number of tiles, of an image that is laid on its longer side and cut


def laid(height: int, width: int) -> tuple[int, int]:
    """Return height and width of an image laid on its longer side."""
    return min(height, width), max(height, width)


def _resized(height: int, width: int, model: Model) -> tuple[int, int]:
    h = exactly(model.longest_edge, height, width)
    return max(h + h % 2, 1), model.longest_edge


def _grid_of(h: int, w: int, size: int) -> tuple[int, int]:
    return multiple(h, size) // size, multiple(w, size) // size


def no_whole(height: int, width: int, model: Model) -> int:
    """The whole image is forgotten."""
    rows, columns = grid(height, width, model)
    return rows * columns


def not_enlarged(height: int, width: int, model: Model) -> int:
    """Small images stay small."""
    longest = min(max(height, width), model.longest_edge)
    return views(*grid(height, width, model._replace(longest_edge=longest)))


def not_resized(height: int, width: int, model: Model) -> int:
    """The image is cut as it came."""
    return views(*_grid_of(height, width, model.image_size))


def filled_apart(height: int, width: int, model: Model) -> int:
    """Each side goes up to a multiple for itself, as in get_number_of_image_patches of transformers."""
    return views(*_grid_of(*_resized(height, width, model), model.image_size))


def whole_tiles_only(height: int, width: int, model: Model) -> int:
    """Tiles that are not full are dropped."""
    h, w = _resized(height, width, model)
    return views(max(h // model.image_size, 1), max(w // model.image_size, 1))


def shorter_first(height: int, width: int, model: Model) -> int:
    """The shorter side becomes longest_edge, and the longer one more than it."""
    w = multiple(exactly(model.longest_edge, width, height), 2)
    filled = multiple(w, model.image_size)
    return views(*_grid_of(exactly(filled, model.longest_edge, w), filled, model.image_size))


def not_even(height: int, width: int, model: Model) -> int:
    """Step 1 leaves an odd side odd."""
    h, w = max(exactly(model.longest_edge, height, width), 1), model.longest_edge
    filled = multiple(w, model.image_size)
    return views(*_grid_of(exactly(filled, h, w), filled, model.image_size))


def rounded_up(height: int, width: int, model: Model) -> int:
    """Both steps round up."""
    h = -(-model.longest_edge * height // width)
    return views(*_after(h + h % 2, model, lambda side, part, whole: -(-side * part // whole)))


def rounded_up_first(height: int, width: int, model: Model) -> int:
    """Step 1 rounds up."""
    h = -(-model.longest_edge * height // width)
    return views(*_after(h + h % 2, model, exactly))


def rounded_up_second(height: int, width: int, model: Model) -> int:
    """Step 2 rounds up."""
    return views(*_after(_resized(height, width, model)[0], model, lambda side, part, whole: -(-side * part // whole)))


def original_proportion(height: int, width: int, model: Model) -> int:
    """Step 2 keeps the proportion of the image as it came."""
    filled = multiple(model.longest_edge, model.image_size)
    return views(*_grid_of(max(exactly(filled, height, width), 1), filled, model.image_size))


def _after(h: int, model: Model, again: Scale) -> tuple[int, int]:
    filled = multiple(model.longest_edge, model.image_size)
    return _grid_of(again(filled, h, model.longest_edge), filled, model.image_size)


def square_grid(height: int, width: int, model: Model) -> int:
    """Every image is a square."""
    del height, width
    side = multiple(model.longest_edge, model.image_size) // model.image_size
    return views(side, side)


def by_area(height: int, width: int, model: Model) -> int:
    """The area is divided by that of a tile."""
    h, w = _resized(height, width, model)
    return -(-h * w // model.image_size**2) + 1


# Mistakes in the tokens of a tile


def no_shuffle(model: Model) -> tuple[float, ...]:
    """Patches are counted, not tokens."""
    return (model.patches**2,)


def shuffle_once(model: Model) -> tuple[float, ...]:
    """The connector shrinks one side only."""
    side, scale = model.patches, model.scale_factor
    return side**2 // scale, side**2 / scale


def one_side(model: Model) -> tuple[float, ...]:
    """The number of a side is not squared."""
    return model.patches, model.patches // model.scale_factor


def part_patches(model: Model) -> tuple[float, ...]:
    """Patches that are not whole count too, rounded up, or as the share that there is of them."""
    side, scale = model.image_size / model.patch_size, model.scale_factor
    up = -(-model.image_size // model.patch_size)
    shares = side**2 / scale**2, (side / scale) ** 2
    rounded = [change(share) for share in shares for change in (int, round)]
    area = model.image_size**2 // model.patch_size**2 // scale**2
    return up**2 // scale**2, (-(-up // scale)) ** 2, round(side) ** 2 // scale**2, area, *rounded


def scale_ignored(model: Model) -> tuple[float, ...]:
    """Some fixed scale factor."""
    return tuple(model.patches**2 // scale**2 for scale in (2, 3, 4))

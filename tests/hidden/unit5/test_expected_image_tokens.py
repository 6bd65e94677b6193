"""Hidden suite of exercise 5.3. The oracle follows the three steps for images that are not higher than wide.

A higher image is laid on its side first, which changes no count. That the oracle, with transformers' floats, counts as
Idefics3's processor does, frozen cases prove; sizes at which floats and fractions disagree are not asked.
"""

import itertools
import random
from typing import NamedTuple

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises, expect_type, mismatch

NAME = "expected_image_tokens"


class Model(NamedTuple):
    """What the count depends on beside the image."""

    image_size: int
    patch_size: int
    scale_factor: int
    longest_edge: int

    @property
    def tile(self):
        """Tokens of one tile."""
        return (self.image_size // self.patch_size // self.scale_factor) ** 2


PUBLISHED = {
    "Idefics3-8B": Model(364, 14, 2, 1456),
    "SmolVLM-Instruct": Model(384, 14, 3, 1536),
    "SmolVLM-256M-Instruct": Model(512, 16, 4, 2048),
}


def exactly(side, part, whole):
    """side * part / whole, decimals dropped."""
    return side * part // whole


def by_quotient(side, part, whole):
    """The same in floats, as transformers computes it for an image that is not higher than wide."""
    return int(side / (whole / part))


def by_share(side, part, whole):
    """The same in floats, as transformers computes it for an image that is higher than wide."""
    return int(side * (part / whole))


WAYS = (exactly, by_quotient, by_share)


def multiple(number, unit):
    """Return the first multiple of unit that is at least this number."""
    return number + -number % unit


def grid(height, width, model, scale=exactly, again=exactly):
    """Return rows and columns of tiles; 1, 1 if the image is one tile. `scale` and `again` keep the proportion."""
    if height > width:
        return grid(width, height, model, scale, again)[::-1]
    size = model.image_size
    w, h = model.longest_edge, scale(model.longest_edge, height, width)
    h = max(h + h % 2, 1)
    filled_w = multiple(w, size)
    filled_h = multiple(again(filled_w, h, w), size)
    return filled_h // size, filled_w // size


def views(rows, columns):
    """Return how many tiles are encoded: those of the grid, and the whole image, unless it is one tile anyway."""
    return rows * columns + 1 if (rows, columns) != (1, 1) else 1


def tokens(height, width, model, *, split, scale=exactly, again=exactly):
    """Return how many <image> tokens the processor writes."""
    return model.tile * (views(*grid(height, width, model, scale, again)) if split else 1)


def _beyond_rounding(height, width, model):
    """Whether the count is the same with fractions and with floats, however they are used."""
    ways = itertools.product(WAYS, WAYS)
    return len({grid(height, width, model, scale, again) for scale, again in ways}) == 1


# Mistakes: each returns what it makes of an image that is cut into tiles


def _laid(height, width):
    return min(height, width), max(height, width)


def _resized(height, width, model):
    h = exactly(model.longest_edge, height, width)
    return max(h + h % 2, 1), model.longest_edge


def _grid_of(h, w, size):
    return multiple(h, size) // size, multiple(w, size) // size


def _no_whole(height, width, model):
    rows, columns = grid(height, width, model)
    return rows * columns


def _not_enlarged(height, width, model):
    longest = min(max(height, width), model.longest_edge)
    return views(*grid(height, width, model._replace(longest_edge=longest)))


def _not_resized(height, width, model):
    return views(*_grid_of(height, width, model.image_size))


def _filled_apart(height, width, model):
    """Each side goes up to a multiple for itself, as in get_number_of_image_patches of transformers."""
    return views(*_grid_of(*_resized(height, width, model), model.image_size))


def _whole_tiles_only(height, width, model):
    h, w = _resized(height, width, model)
    return views(max(h // model.image_size, 1), max(w // model.image_size, 1))


def _shorter_first(height, width, model):
    """The shorter side becomes longest_edge, and the longer one more than it."""
    w = multiple(exactly(model.longest_edge, width, height), 2)
    filled = multiple(w, model.image_size)
    return views(*_grid_of(exactly(filled, model.longest_edge, w), filled, model.image_size))


def _not_even(height, width, model):
    h, w = max(exactly(model.longest_edge, height, width), 1), model.longest_edge
    filled = multiple(w, model.image_size)
    return views(*_grid_of(exactly(filled, h, w), filled, model.image_size))


def _rounded_up(height, width, model):
    h = -(-model.longest_edge * height // width)
    return views(*_after(h + h % 2, model, lambda side, part, whole: -(-side * part // whole)))


def _rounded_up_first(height, width, model):
    h = -(-model.longest_edge * height // width)
    return views(*_after(h + h % 2, model, exactly))


def _rounded_up_second(height, width, model):
    return views(*_after(_resized(height, width, model)[0], model, lambda side, part, whole: -(-side * part // whole)))


def _original_proportion(height, width, model):
    """Step 2 keeps the proportion of the image as it came."""
    filled = multiple(model.longest_edge, model.image_size)
    return views(*_grid_of(max(exactly(filled, height, width), 1), filled, model.image_size))


def _after(h, model, again):
    filled = multiple(model.longest_edge, model.image_size)
    return _grid_of(again(filled, h, model.longest_edge), filled, model.image_size)


def _square_grid(height, width, model):
    side = multiple(model.longest_edge, model.image_size) // model.image_size
    return views(side, side)


def _by_area(height, width, model):
    h, w = _resized(height, width, model)
    return -(-h * w // model.image_size**2) + 1


def _patches(model):
    return model.image_size // model.patch_size


def _no_shuffle(model):
    return (_patches(model) ** 2,)


def _shuffle_once(model):
    side, scale = _patches(model), model.scale_factor
    return side**2 // scale, side**2 / scale


def _one_side(model):
    return _patches(model), _patches(model) // model.scale_factor


def _part_patches(model):
    """Patches that are not whole count too, rounded up, or as the share that there is of them."""
    side, scale = model.image_size / model.patch_size, model.scale_factor
    up = -(-model.image_size // model.patch_size)
    shares = side**2 / scale**2, (side / scale) ** 2
    rounded = [change(share) for share in shares for change in (int, round)]
    area = model.image_size**2 // model.patch_size**2 // scale**2
    return up**2 // scale**2, (-(-up // scale)) ** 2, round(side) ** 2 // scale**2, area, *rounded


def _scale_ignored(model):
    return tuple(_patches(model) ** 2 // scale**2 for scale in (2, 3, 4))


TRIES = 60
"""Sizes that are tried with a model before another one is drawn."""
SEEN_ANYWHERE = (_no_whole, _not_resized, _not_enlarged, _shorter_first, _square_grid, _by_area, _whole_tiles_only)
FINE = (_filled_apart, _not_even, _original_proportion)
SEEN_BETWEEN = {
    _filled_apart: (_not_even, _original_proportion),
    _rounded_up: FINE,
    _rounded_up_first: FINE,
    _rounded_up_second: FINE,
    _not_even: (_original_proportion,),
    _original_proportion: (_not_even,),
}
"""Mistakes that show, or show most, where longest_edge is no multiple of image_size, and those that would hide them."""
OF_A_TILE = (_no_shuffle, _shuffle_once, _one_side, _part_patches, _scale_ignored)


# What went wrong


def _call(seen):
    """Return height, width and model of a good call, and whether it splits; of an earlier call too."""
    height, width = seen.args
    given = dict(seen.kwargs)
    split = given.pop("split")
    model = Model(**given)
    if _is_bad(height, width, model):
        raise ValueError("a bad call")
    return height, width, model, split


def _is_bad(height, width, model):
    return min(height, width, *model) < 1 or not _patches(model) or bool(_patches(model) % model.scale_factor)


def _bad(seen):
    given = {name: value for name, value in seen.kwargs.items() if name != "split"}
    return _is_bad(*seen.args, Model(**given))


def _accepts_bad(seen):
    return _bad(seen) and seen.error is None


def _raises_other(seen):
    return _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses(seen):
    return seen.error is not None and not seen.error.unsupported and not _bad(seen)


def _extreme_refused(seen):
    height, width, model, split = _call(seen)
    return _refuses(seen) and split and min(height, width) * model.longest_edge < max(height, width)


def _no_int(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.result) is not int


def _ignores_split(seen):
    height, width, model, split = _call(seen)
    return seen.result == tokens(height, width, model, split=not split)


def _no_row(seen):
    """A thin image has no row of tiles."""
    height, width, model, split = _call(seen)
    rows, columns = grid(height, width, model)
    return (
        split
        and seen.result < model.tile * max(rows, columns)
        and exactly(model.longest_edge, min(height, width), max(height, width)) < model.image_size
    )


def _tile_is(variant):
    """Return a predicate: the tile is counted like this, the tiles right."""

    def sees(seen):
        height, width, model, split = _call(seen)
        times = views(*grid(height, width, model)) if split else 1
        return any(seen.result == wrong * times for wrong in variant(model) if wrong != model.tile)

    return sees


def _tiles_are(variant):
    """Return a predicate: the tiles are counted like this, and no earlier call, all of them right, speaks against it."""

    def sees(seen):
        height, width, model, split = _call(seen)
        return (
            split
            and seen.result == model.tile * variant(*_laid(height, width), model)
            and all(_same_by_chance(variant, call) for call in seen.earlier)
        )

    return sees


def _same_by_chance(variant, call):
    """Whether a mistake does not show in a call."""
    height, width, model, split = _call(call)
    return not split or variant(*_laid(height, width), model) == views(*grid(height, width, model))


def _markers(seen):
    """The tokens between those of the image are counted too, some or all of them."""
    height, width, model, split = _call(seen)
    rows, columns = grid(height, width, model) if split else (1, 1)
    more = seen.result - tokens(height, width, model, split=split)
    return 0 < more <= 3 * views(rows, columns) + 2 * rows + 4


def _single_twice(seen):
    """An image of one tile is counted twice."""
    height, width, model, _ = _call(seen)
    return grid(height, width, model) == (1, 1) and seen.result == 2 * model.tile


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("accepts_bad", _accepts_bad),
    Detector("raises_other", _raises_other),
    Detector("thin", _extreme_refused),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_int", _no_int),
    Detector("single_twice", _single_twice),
    Detector("ignores_split", _ignores_split),
    Detector("no_shuffle", _tile_is(_no_shuffle)),
    Detector("shuffle_once", _tile_is(_shuffle_once)),
    Detector("one_side", _tile_is(_one_side)),
    Detector("part_patches", _tile_is(_part_patches)),
    Detector("no_whole", _tiles_are(_no_whole)),
    Detector("not_resized", _tiles_are(_not_resized)),
    Detector("not_enlarged", _tiles_are(_not_enlarged)),
    Detector("shorter_first", _tiles_are(_shorter_first)),
    Detector("square_grid", _tiles_are(_square_grid)),
    Detector("filled_apart", _tiles_are(_filled_apart)),
    Detector("whole_tiles_only", _tiles_are(_whole_tiles_only)),
    Detector("by_area", _tiles_are(_by_area)),
    Detector("rounded_up", _tiles_are(_rounded_up)),
    Detector("rounded_up", _tiles_are(_rounded_up_first)),
    Detector("rounded_up", _tiles_are(_rounded_up_second)),
    Detector("not_even", _tiles_are(_not_even)),
    Detector("original_proportion", _tiles_are(_original_proportion)),
    Detector("scale_ignored", _tile_is(_scale_ignored)),
    Detector("thin", _no_row),
    Detector("markers", _markers),
]


# Checks


def draw_model(draw: random.Random, *, whole: bool = True) -> Model:
    """Return a model of drawn sizes; with `whole`, longest_edge is a multiple of image_size."""
    patch, scale = draw.choice((6, 8, 10, 14, 16)), draw.choice((2, 3, 4))
    patches = scale * draw.randint(2, 7)
    size = patches * patch + 2 * draw.randint(1, patch // 2 - 1)
    longest = size * draw.randint(3, 5)
    return Model(size, patch, scale, longest if whole else longest - 2 * draw.randint(1, size // 2 - 1))


def _draw_size(draw: random.Random, model: Model, span: tuple[int, int] = (40, 3000)) -> tuple[int, int]:
    """Return height and width at which rounding does not matter."""
    while True:
        height, width = draw.randint(*span), draw.randint(*span)
        if _beyond_rounding(height, width, model):
            return height, width


def _draw_telling(draw: random.Random, mistake, quiet=(), *, whole: bool) -> tuple[int, int, Model]:
    """Return height, width and model for which this mistake shows, and the quiet ones do not."""
    while True:
        model = draw_model(draw, whole=whole)
        for _ in range(TRIES):
            height, width = (draw.randint(20, 2 * model.longest_edge) for _ in range(2))
            right = views(*grid(height, width, model))
            if (
                mistake(*_laid(height, width), model) != right
                and all(other(*_laid(height, width), model) == right for other in quiet)
                and _beyond_rounding(height, width, model)
            ):
                return height, width, model


def _draw_apart(draw: random.Random) -> tuple[int, int, Model]:
    """Return height, width and model for which each of the common mistakes gives a count of its own."""
    while True:
        model = draw_model(draw)
        height, width = _draw_size(draw, model, (20, 2 * model.longest_edge))
        counts = [mistake(*_laid(height, width), model) for mistake in SEEN_ANYWHERE]
        if len({*counts, views(*grid(height, width, model))}) > len(counts):
            return height, width, model


def _expect(submission, height, width, model, *, split=True):
    """Require the count, and show how it comes about."""
    got = submission.call(NAME, height, width, split=split, **model._asdict())
    expect_type(got, int)
    wanted = tokens(height, width, model, split=split)
    if got != wanted:
        rows, columns = grid(height, width, model) if split else (1, 1)
        tiles = f"{rows} * {columns} + 1" if (rows, columns) != (1, 1) else "1"
        raise mismatch("equal", where="result", expected=f"{wanted}  (({tiles}) * {model.tile})", got=got)


def _expect_turned(submission, height, width, model):
    """Require the count of an image, and of the same image on its side."""
    _expect(submission, height, width, model)
    _expect(submission, width, height, model)


@pytest.mark.check(NAME, points=3, hint="tile", promise="(image_size // patch_size)² / scale_factor²")
def test_tokens_of_a_tile(submission, draw):
    """Without split, an image costs one tile: its patches, divided by scale_factor in both directions."""
    for mistake in OF_A_TILE:
        for place in range(len(mistake(draw_model(draw)))):
            model = draw_model(draw)
            while mistake(model)[place] == model.tile:
                model = draw_model(draw)
            _expect(submission, *_draw_size(draw, model), model, split=False)
    for height, width in ((1, 1), (1, 3000), (model.image_size, model.image_size)):
        _expect(submission, height, width, model._replace(longest_edge=draw.choice((64, 1456))), split=False)
    _expect(submission, 20, 30, Model(16 + 2 * draw.randint(0, 7), 16, 1, 64), split=False)


@pytest.mark.check(
    NAME, points=4, hint="tiles", promise="there are (H / image_size) * (W / image_size) tiles and one more"
)
def test_tiles_of_an_image(submission, draw):
    """With split, it costs the tiles of its resized self, and one more for the whole image."""
    _expect_turned(submission, *_draw_apart(draw))
    for mistake in SEEN_ANYWHERE:
        _expect_turned(submission, *_draw_telling(draw, mistake, whole=True))
    for mistake, quiet in SEEN_BETWEEN.items():
        _expect_turned(submission, *_draw_telling(draw, mistake, quiet, whole=False))
    for span in ((8, 60), (3000, 5000)):
        for whole in (True, False):
            model = draw_model(draw, whole=whole)
            _expect(submission, *_draw_size(draw, model, span), model)


@pytest.mark.check(
    NAME, points=2, hint="thin", promise="A very long and thin image still has one row (or column) of tiles."
)
def test_long_and_thin(submission, draw):
    """A thin image has one row of tiles, a square one as many rows as columns, and a small longest_edge gives one tile."""
    for whole in (True, False):
        model = draw_model(draw, whole=whole)
        thin, long = draw.randint(1, 3), draw.randint(4000, 9000)
        for height, width in ((thin, long), (long, thin), (1, 1), (long, long), (1, 7000), (7000, 1), (2, 3)):
            if _beyond_rounding(height, width, model):
                _expect(submission, height, width, model)
        for longest in (model.image_size, model.image_size - 2 * draw.randint(1, model.image_size // 2 - 1)):
            small = model._replace(longest_edge=longest)
            for span in ((40, 3000), (1, 20)):
                _expect(submission, *_draw_size(draw, small, span), small)
            _expect(submission, 1, 5000, small)
        _expect(submission, 1, 1, model._replace(longest_edge=model.image_size + 2))


@pytest.mark.check(NAME, points=2, hint="tiles", promise="Return how many <image> tokens Idefics3's processor writes")
def test_published_models(submission, draw):
    """With the settings of Idefics3 and SmolVLM, images of a phone, a screen and a scanner cost what they should."""
    for model in PUBLISHED.values():
        for height, width in ((480, 640), (1080, 1920), (3508, 2480), (64, 64)):
            _expect(submission, height, width, model)
        _expect(submission, *_draw_size(draw, model), model)
        _expect(submission, 1080, 1920, model, split=False)


@pytest.mark.check(NAME, points=1, hint="accepts_bad", promise="longest_edge is less than 1, or scale_factor")
def test_bad_sizes(submission, draw):
    """It raises ValueError for sizes below 1, and where scale_factor does not divide the patches of a side."""
    model = draw_model(draw)
    for bad in (0, -draw.randint(1, 400)):
        calls = [((bad, 30), model), ((30, bad), model), ((bad, bad), model)]
        calls += [((40, 30), model._replace(**{name: bad})) for name in Model._fields]
        for (height, width), other in calls:
            for split in (True, False):
                _expect_refused(submission, height, width, other, split=split)
    patches = _patches(model)
    uneven = next(number for number in range(2, patches + 2) if patches % number)
    for other in (model._replace(scale_factor=uneven), model._replace(scale_factor=2 * patches)):
        for split in (True, False):
            _expect_refused(submission, 400, 300, other, split=split)
    _expect_refused(submission, 400, 300, model._replace(patch_size=model.image_size + 1), split=False)


def _expect_refused(submission, height, width, model, *, split):
    expect_raises("ValueError", lambda: submission.call(NAME, height, width, split=split, **model._asdict()))

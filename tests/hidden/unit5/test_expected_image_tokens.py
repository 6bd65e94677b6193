"""Hidden suite of exercise 5.3. The oracle is `judge.tiles`, in whole numbers.

That it counts as Idefics3's processor does, if it computes in floats, frozen cases prove; sizes at which floats and
fractions disagree are not asked.
"""

import random

import pytest

from smol_grade.judge import detect, tiles
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises, expect_type, mismatch
from smol_grade.judge.tiles import Model, grid, laid, tokens, views

NAME = "expected_image_tokens"
PUBLISHED = {
    "Idefics3-8B": Model(364, 14, 2, 1456),
    "SmolVLM-Instruct": Model(384, 14, 3, 1536),
    "SmolVLM-256M-Instruct": Model(512, 16, 4, 2048),
}


TRIES = 60
"""Sizes that are tried with a model before another one is drawn."""
SEEN_ANYWHERE = (
    tiles.no_whole,
    tiles.not_resized,
    tiles.not_enlarged,
    tiles.shorter_first,
    tiles.square_grid,
    tiles.by_area,
    tiles.whole_tiles_only,
)
FINE = (tiles.filled_apart, tiles.not_even, tiles.original_proportion)
SEEN_BETWEEN = {
    tiles.filled_apart: (tiles.not_even, tiles.original_proportion),
    tiles.rounded_up: FINE,
    tiles.rounded_up_first: FINE,
    tiles.rounded_up_second: FINE,
    tiles.not_even: (tiles.original_proportion,),
    tiles.original_proportion: (tiles.not_even,),
}
"""Mistakes that show, or show most, where longest_edge is no multiple of image_size, and those that would hide them."""
OF_A_TILE = (tiles.no_shuffle, tiles.shuffle_once, tiles.one_side, tiles.part_patches, tiles.scale_ignored)


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
    return min(height, width, *model) < 1 or not model.patches or bool(model.patches % model.scale_factor)


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
        and tiles.exactly(model.longest_edge, min(height, width), max(height, width)) < model.image_size
    )


def _side_of_zero(seen):
    """A side that floor makes 0 gives no tile but the whole image, where other images before had theirs."""
    height, width, model, split = _call(seen)
    long, short = max(height, width), min(height, width)
    return split and bool(seen.earlier) and short * model.longest_edge < long and seen.result == model.tile


def _tile_is(variant):
    """Return a predicate: the tile is counted like this, the tiles right, and no earlier call speaks against it."""

    def sees(seen):
        height, width, model, split = _call(seen)
        times = views(*grid(height, width, model)) if split else 1
        before = [_call(call)[2] for call in seen.earlier]
        return any(
            seen.result == wrong * times != model.tile * times
            and all(variant(other)[place] == other.tile for other in before)
            for place, wrong in enumerate(variant(model))
        )

    return sees


def _tiles_are(variant):
    """Return a predicate: the tiles are counted like this, and no earlier call, all of them right, speaks against it.

    Of earlier calls those count whose images are turned the same way: many mistakes are made for one of two ways.
    """

    def sees(seen):
        height, width, model, split = _call(seen)
        alike = [call for call in seen.earlier if (call.args[0] > call.args[1]) == (height > width)]
        return (
            split
            and seen.result == model.tile * variant(*laid(height, width), model)
            and all(_same_by_chance(variant, call) for call in alike)
        )

    return sees


def _same_by_chance(variant, call):
    """Whether a mistake does not show in a call."""
    height, width, model, split = _call(call)
    return not split or variant(*laid(height, width), model) == views(*grid(height, width, model))


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
    Detector("no_tile", lambda seen: seen.result == 0 < tokens(*_call(seen)[:3], split=_call(seen)[3])),
    Detector("thin", _side_of_zero),
    Detector("ignores_split", _ignores_split),
    Detector("no_shuffle", _tile_is(tiles.no_shuffle)),
    Detector("shuffle_once", _tile_is(tiles.shuffle_once)),
    Detector("one_side", _tile_is(tiles.one_side)),
    Detector("part_patches", _tile_is(tiles.part_patches)),
    Detector("no_whole", _tiles_are(tiles.no_whole)),
    Detector("not_resized", _tiles_are(tiles.not_resized)),
    Detector("not_enlarged", _tiles_are(tiles.not_enlarged)),
    Detector("shorter_first", _tiles_are(tiles.shorter_first)),
    Detector("square_grid", _tiles_are(tiles.square_grid)),
    Detector("filled_apart", _tiles_are(tiles.filled_apart)),
    Detector("whole_tiles_only", _tiles_are(tiles.whole_tiles_only)),
    Detector("by_area", _tiles_are(tiles.by_area)),
    Detector("rounded_up", _tiles_are(tiles.rounded_up)),
    Detector("rounded_up", _tiles_are(tiles.rounded_up_first)),
    Detector("rounded_up", _tiles_are(tiles.rounded_up_second)),
    Detector("not_even", _tiles_are(tiles.not_even)),
    Detector("original_proportion", _tiles_are(tiles.original_proportion)),
    Detector("scale_ignored", _tile_is(tiles.scale_ignored)),
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
        if tiles.beyond_rounding(height, width, model):
            return height, width


def _draw_telling(draw: random.Random, mistake, quiet=(), *, whole: bool) -> tuple[int, int, Model]:
    """Return height, width and model for which this mistake shows, and the quiet ones do not."""
    while True:
        model = draw_model(draw, whole=whole)
        for _ in range(TRIES):
            height, width = (draw.randint(20, 2 * model.longest_edge) for _ in range(2))
            right = views(*grid(height, width, model))
            if (
                mistake(*laid(height, width), model) != right
                and all(other(*laid(height, width), model) == right for other in quiet)
                and tiles.beyond_rounding(height, width, model)
            ):
                return height, width, model


def _draw_apart(draw: random.Random) -> tuple[int, int, Model]:
    """Return height, width and model for which each of the common mistakes gives a count of its own."""
    while True:
        model = draw_model(draw)
        height, width = _draw_size(draw, model, (20, 2 * model.longest_edge))
        counts = [mistake(*laid(height, width), model) for mistake in SEEN_ANYWHERE]
        if len({*counts, views(*grid(height, width, model))}) > len(counts):
            return height, width, model


def _expect(submission, height, width, model, *, split=True):
    """Require the count, and show how it comes about."""
    got = submission.call(NAME, height, width, split=split, **model._asdict())
    expect_type(got, int)
    wanted = tokens(height, width, model, split=split)
    if got != wanted:
        rows, columns = grid(height, width, model) if split else (1, 1)
        shown = f"{rows} * {columns} + 1" if (rows, columns) != (1, 1) else "1"
        raise mismatch("equal", where="result", expected=f"{wanted}  (({shown}) * {model.tile})", got=got)


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
        for height, width in ((1, 1), (thin, long), (long, thin), (long, long), (1, 7000), (7000, 1), (2, 3)):
            if tiles.beyond_rounding(height, width, model):
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
    patches = model.patches
    uneven = next(number for number in range(2, patches + 2) if patches % number)
    for other in (model._replace(scale_factor=uneven), model._replace(scale_factor=2 * patches)):
        for split in (True, False):
            _expect_refused(submission, 400, 300, other, split=split)
    _expect_refused(submission, 400, 300, model._replace(patch_size=model.image_size + 1), split=False)


def _expect_refused(submission, height, width, model, *, split):
    expect_raises("ValueError", lambda: submission.call(NAME, height, width, split=split, **model._asdict()))

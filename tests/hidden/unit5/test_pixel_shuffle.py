"""Hidden suite of exercise 5.4. The oracle says, number by number, from where in x it comes; NumPy gathers them.

That Idefics3's connector gathers the same, frozen cases prove.
"""

import math

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_equal, expect_raises

NAME = "pixel_shuffle"


def source(side, scale, token, place):
    """Return which vector of a grid stands at a place of a token: vectors and tokens are counted row by row."""
    (block_row, block_column), (row, column) = divmod(token, side // scale), divmod(place, scale)
    return (block_row * scale + row) * side + block_column * scale + column


def sources(count, scale):
    """Return, for each token, the vectors that are put together in it, as an array [tokens, scale²]."""
    side = math.isqrt(count)
    places = [
        [source(side, scale, token, place) for place in range(scale * scale)] for token in range((side // scale) ** 2)
    ]
    return np.asarray(places)


def shuffled(x, scale):
    """Return the tokens, gathered by the table of sources."""
    x = np.asarray(x)
    taken = x[:, sources(x.shape[1], scale)]
    return taken.reshape(*taken.shape[:2], -1)


def slope(x, scale):
    """Return the gradient with respect to x of the tokens' numbers, weighed 1, 2, 3 … and added up."""
    weights = np.arange(1.0, x.size + 1).reshape(len(x), -1, scale * scale, x.shape[2])
    gradient = np.zeros(x.shape)
    gradient[:, sources(x.shape[1], scale).reshape(-1)] = weights.reshape(len(x), -1, x.shape[2])
    return gradient


# What went wrong


def _result(seen):
    """The result, also where gradients or arguments stand beside it."""
    return seen.fields.get("value", seen.result)


def _good(seen):
    """Return x and scale of a good call."""
    x, scale = seen.args
    side = math.isqrt(x.shape[1]) if x.ndim == 3 else 0
    if scale < 1 or not side or side * side != x.shape[1] or side % scale:
        raise ValueError("a bad call")
    return np.asarray(x, np.float64), scale


def _bad(seen):
    try:
        _good(seen)
    except ValueError:
        return True
    return False


def _accepts_bad(seen):
    return _bad(seen) and seen.error is None


def _raises_other(seen):
    return _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not seen.error.unsupported and not _bad(seen)


def _no_tensor(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return not isinstance(_result(seen), Array) or _result(seen).type != "Tensor"


def _is(seen, values):
    got = np.asarray(_result(seen).values, np.float64)
    return got.shape == np.shape(values) and np.allclose(got, values, rtol=1e-3, atol=1e-3)


def _gives(variant):
    """Return a predicate: the result is what this variant gives, and not what is right."""

    def sees(seen):
        x, scale = _good(seen)
        return _is(seen, variant(x, scale)) and not _is(seen, shuffled(x, scale))

    return sees


def _blocks(x, scale):
    """Return x by image, row of blocks, row in it, column of blocks, column in it, and number."""
    less = math.isqrt(x.shape[1]) // scale
    return x.reshape(len(x), less, scale, less, scale, x.shape[2])


def _ordered(*axes):
    """Return a variant that puts the axes of `_blocks` into another order."""

    def variant(x, scale):
        tokens = x.shape[1] // scale**2
        return _blocks(x, scale).transpose(axes).reshape(len(x), tokens, -1)

    return variant


def _one_block_each(wrong_axes):
    """Return a predicate: the numbers are where one of these orders of axes puts them."""
    return lambda seen: any(_gives(_ordered(*axes))(seen) for axes in wrong_axes)


def _in_a_row(x, scale):
    return x.reshape(len(x), x.shape[1] // scale**2, -1)


def _apart(x, scale):
    """What is put together lies a block apart, in any order."""
    less = math.isqrt(x.shape[1]) // scale
    parts = x.reshape(len(x), scale, less, scale, less, x.shape[2])
    orders = (0, 2, 4, 1, 3, 5), (0, 2, 4, 3, 1, 5), (0, 4, 2, 1, 3, 5), (0, 4, 2, 3, 1, 5)
    return [parts.transpose(axes).reshape(len(x), less * less, -1) for axes in orders]


def _stride(seen):
    x, scale = _good(seen)
    return not _is(seen, shuffled(x, scale)) and any(_is(seen, values) for values in _apart(x, scale))


def _scale_two(x, scale):
    return shuffled(x, 2) if scale != 2 else x * math.nan


def _pooled(x, scale):
    return _blocks(x, scale).mean(axis=(2, 4)).reshape(len(x), -1, x.shape[2])


def _picked(x, scale):
    return _blocks(x, scale)[:, :, 0, :, 0].reshape(len(x), -1, x.shape[2])


def _still_grid(seen):
    """The right numbers in another shape, such as with two axes for the grid."""
    x, scale = _good(seen)
    right = shuffled(x, scale)
    got = np.asarray(_result(seen).values, np.float64)
    return got.shape != right.shape and np.allclose(got.reshape(-1), right.reshape(-1), rtol=1e-3, atol=1e-3)


def _other_numbers(seen):
    """Not the numbers of x at all."""
    x, _ = _good(seen)
    got = np.asarray(_result(seen).values, np.float64).reshape(-1)
    return got.size != x.size or not np.allclose(np.sort(got), np.sort(x.reshape(-1)), rtol=1e-3, atol=1e-3)


def _detached(seen):
    return seen.fields["gradients"] == [None] and not _accepts_bad(seen)


def _other_dtype(seen):
    return _result(seen).dtype != str(np.asarray(seen.args[0]).dtype)


def _changed(seen):
    after = seen.fields["arguments"][0]
    return not np.array_equal(after.values, np.asarray(seen.args[0]))


def _mixes_images(seen):
    """Right for a single image, and images get mixed up."""
    x, scale = _good(seen)
    got = np.asarray(_result(seen).values, np.float64)
    return len(x) > 1 and not any(np.allclose(got[0], one) for one in shuffled(x[:1], scale))


WITHIN = (0, 1, 3, 4, 2, 5), (0, 1, 3, 5, 2, 4), (0, 1, 3, 5, 4, 2)
"""The right blocks, with another order in each vector: column by column, or number by number."""
TOKENS = (0, 3, 1, 2, 4, 5), (0, 3, 1, 4, 2, 5), (0, 3, 1, 5, 2, 4), (0, 3, 1, 5, 4, 2)
"""Blocks column by column, whatever the order in them."""


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("accepts_bad", _accepts_bad),
    Detector("raises_other", _raises_other),
    Detector("refuses_good", _refuses_good),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_tensor", _no_tensor),
    Detector("changed", _changed),
    Detector("detached", _detached),
    Detector("still_grid", _still_grid),
    Detector("pooled", _gives(_pooled)),
    Detector("picked", _gives(_picked)),
    Detector("plain_reshape", _gives(_in_a_row)),
    Detector("within_a_block", _one_block_each(WITHIN)),
    Detector("tokens_by_column", _one_block_each(TOKENS)),
    Detector("stride", _stride),
    Detector("scale_two", _gives(_scale_two)),
    Detector("other_numbers", _other_numbers),
    Detector("other_dtype", _other_dtype),
    Detector("mixes_images", _mixes_images),
]


# Checks


def _draw(draw, images, side, size, dtype=np.float32):
    """Return drawn vectors of images; no two numbers are alike."""
    numbers = np.random.default_rng(draw.getrandbits(32))
    values = numbers.permutation(images * side * side * size) + numbers.uniform(0.25, 0.5)
    return values.reshape(images, side * side, size).astype(dtype)


def _expect(got, x, scale):
    """Require the tokens, number by number, in x's dtype."""
    expect_close(got, shuffled(x, scale))
    expect_equal(got.dtype, str(x.dtype), "result.dtype")


@pytest.mark.check(NAME, points=5, hint="blocks", promise="the vectors of the block (R, C) one behind the other")
def test_blocks_of_neighbours(submission, draw):
    """Each token holds the vectors of one block of the grid, row by row, and tokens come row by row too."""
    for side, scale in ((6, 2), (draw.choice((6, 9)), 3), (draw.choice((8, 12)), 4)):
        x = _draw(draw, 1, side, draw.randint(2, 5))
        _expect(submission.call(NAME, x, scale, arrays=True), x, scale)


@pytest.mark.check(NAME, points=3, hint="blocks", promise="scale 1 gives the numbers of x as they are")
def test_images_and_scales(submission, draw):
    """Images of a batch stay apart, from scale 1 to a scale that makes one token of an image, in every dtype."""
    for images, side, scale in ((3, 6, 2), (2, 4, 1), (2, 3, 3), (4, 4, 4), (2, 10, draw.choice((2, 5))), (2, 1, 1)):
        x = _draw(draw, images, side, draw.randint(1, 4))
        _expect(submission.call(NAME, x, scale, arrays=True), x, scale)
    for dtype in (np.float64, np.float16):
        x = _draw(draw, 2, 4, 3, dtype)
        _expect(submission.call(NAME, x, 2, arrays=True), x, 2)
    x = _draw(draw, 2, 6, 2)
    seen = submission.call(NAME, x, 3, arrays=True, then="arguments")
    expect_close(seen["arguments"][0], x, "x", tolerance=0)
    _expect(seen["value"], x, 3)


@pytest.mark.check(
    NAME, points=2, hint="detached", promise="backward() brings each number's gradient back to its place in x."
)
def test_gradient(submission, draw):
    """backward() brings the gradient of each number back to its place in x."""
    for images, side, scale in ((2, 6, 3), (2, 4, 2), (1, 3, 1)):
        x = _draw(draw, images, side, draw.randint(2, 4))
        seen = submission.call(NAME, x, scale, then="gradients")
        _expect(seen["value"], x, scale)
        expect_close(seen["gradients"][0], slope(x, scale), "x.grad")


@pytest.mark.check(NAME, points=2, hint="accepts_bad", promise="x has not three dimensions, N is no square number")
def test_bad_shapes(submission, draw):
    """It raises ValueError where the vectors make no square grid, or the grid no whole blocks."""
    numbers = np.random.default_rng(draw.getrandbits(32))
    shapes = [((1, 12, 4), 2), ((2, 8, 2), 2), ((1, 18, 3), 3), ((1, 15, 2), 1), ((1, 3, 4), 1)]
    shapes += [((1, 9, 4), 2), ((2, 36, 2), 4), ((1, 4, 9), 3), ((1, 16, 3), 8), ((1, 25, 8), 2)]
    shapes += [((16, 4), 2), ((1, 4, 4, 2), 2), ((16,), 2), ((4, 16), 2), ((1, 1, 16, 4), 2)]
    for bad in (0, -1, -2):
        shapes.append(((1, 16, 4), bad))
    for shape, scale in draw.sample(shapes, len(shapes)):
        x = numbers.normal(size=shape).astype(np.float32)
        expect_raises("ValueError", lambda x=x, scale=scale: submission.call(NAME, x, scale, arrays=True))

"""Hidden suite of exercise 1.16. The oracle is the formula in NumPy and float64; frozen cases hold it equal to peft."""

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, mismatch

NAME = "merge_lora"
CLOSE = {"float16": 2e-2, "float32": 1e-4, "float64": 1e-4}
"""Tolerance by the dtype of the weight; the changes that are merged are about 1."""


def scale_of(alpha, r, rslora):
    """What the product of the matrices is multiplied with."""
    return alpha / np.sqrt(r) if rslora else alpha / r


def merged(weight, a, b, alpha, r, rslora=False):
    """The weight with the adapter merged in, in float64."""
    weight, a, b = (np.asarray(values, np.float64) for values in (weight, a, b))
    return weight + scale_of(alpha, r, rslora) * (b @ a)


def _result(seen):
    """The result, also where the arguments stand beside it."""
    return seen.fields["value"] if "arguments" in seen.fields else seen.result


class _Merge:
    """A call of the function, and what it says the merged weight is."""

    def __init__(self, seen):
        weight, a, b, self.alpha, self.r, *rest = seen.args
        self.weight, a, b = (np.asarray(values, np.float64) for values in (weight, a, b))
        self.product = b @ a
        self.rslora = bool(rest and rest[0])
        self.scale = scale_of(self.alpha, self.r, self.rslora)
        self.tolerance = CLOSE[str(weight.dtype)]
        self.got = np.asarray(_result(seen).values, np.float64)

    def is_(self, values):
        return self.got.shape == values.shape and np.allclose(
            self.got, values, rtol=self.tolerance, atol=self.tolerance
        )

    def adds(self, factor):
        return self.is_(self.weight + factor * self.product)


def _instead(wrong):
    """A detector of another result, `wrong(merge)`, where it is not right by chance."""

    def sees(seen):
        merge = _Merge(seen)
        return merge.is_(wrong(merge)) and not merge.adds(merge.scale)

    return sees


def _scaled_by(factor):
    """A detector of another factor before the product."""
    return _instead(lambda merge: merge.weight + factor(merge.alpha, merge.r) * merge.product)


def _no_tensor(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = _result(seen)
    return not isinstance(result, Array) or result.type != "Tensor"


def _other_dtype(seen):
    return _result(seen).dtype != str(seen.args[0].dtype)


def _mixed_dtypes(seen):
    return seen.error.type == "RuntimeError" and "dtype" in seen.error.message


def _shapes_clash(seen):
    return seen.error.type == "RuntimeError" and ("shape" in seen.error.message or "size" in seen.error.message)


def _leaf_changed(seen):
    return seen.error.type in ("TypeError", "RuntimeError") and "in-place" in seen.error.message


def _ignores_rslora(seen):
    merge = _Merge(seen)
    return merge.rslora and merge.r > 1 and merge.adds(merge.alpha / merge.r)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("leaf_changed", _leaf_changed),
    Detector("mixed_dtypes", _mixed_dtypes),
    Detector("shapes_clash", _shapes_clash),
    Detector("no_tensor", _no_tensor),
    Detector("nothing_added", _instead(lambda merge: merge.weight)),
    Detector("change_only", _instead(lambda merge: merge.scale * merge.product)),
    Detector("change_only", _instead(lambda merge: merge.product)),
    Detector("subtracted", _instead(lambda merge: merge.weight - merge.scale * merge.product)),
    Detector("weight_scaled", _instead(lambda merge: merge.scale * (merge.weight + merge.product))),
    Detector("ignores_rslora", _ignores_rslora),
    Detector("always_rslora", _scaled_by(lambda alpha, r: alpha / np.sqrt(r))),
    Detector("no_scale", _scaled_by(lambda alpha, r: 1)),
    Detector("alpha_only", _scaled_by(lambda alpha, r: alpha)),
    Detector("rank_only", _scaled_by(lambda alpha, r: 1 / r)),
    Detector("upside_down", _scaled_by(lambda alpha, r: r / alpha)),
    Detector("upside_down", _scaled_by(lambda alpha, r: np.sqrt(r) / alpha)),
    Detector("root_of_both", _scaled_by(lambda alpha, r: np.sqrt(alpha / r))),
    Detector("whole_division", _scaled_by(lambda alpha, r: alpha // r)),
    Detector("other_dtype", _other_dtype),
]


def _adapter(draw, *, r=None, weight="float32", adapter="float32"):
    """A drawn weight and adapter: no two sizes are alike, alpha is no multiple of r, and the change is about 1."""
    numbers = np.random.default_rng(draw.getrandbits(32))
    r = r or draw.choice((3, 5, 6, 7))
    rows, columns = draw.sample((4, 8, 9, 10, 11), 2)
    alpha = draw.choice([number for number in (16, 17, 19, 20, 22, 23) if r == 1 or number % r])
    sizes = ((rows, columns), weight, 1), ((r, columns), adapter, 1), ((rows, r), adapter, np.sqrt(r) / alpha)
    return *(numbers.normal(0, width, size).astype(dtype) for size, dtype, width in sizes), alpha, r


def _expect_merged(got, call):
    expect_close(got, merged(*call), tolerance=CLOSE[str(call[0].dtype)])


@pytest.mark.check(
    NAME, points=4, hint="formula", promise="W + scale * B A, where scale is alpha / r, or alpha / sqrt(r) with rslora"
)
def test_adds_the_scaled_product(submission, draw):
    """The product B A, scaled by alpha / r, is added to the weight; a new adapter, whose B is 0, changes nothing."""
    weight, a, b, alpha, r = _adapter(draw)
    calls = [(weight, a, b, alpha, r), (*_adapter(draw), False), (*_adapter(draw, r=1), False)]
    weight, a, b, alpha, r = _adapter(draw)
    calls += [(weight, a, b, alpha + 0.5, r, False), (weight, a, np.zeros_like(b), alpha, r, False)]
    for call in calls:
        _expect_merged(submission.call(NAME, *call, arrays=True), call)


@pytest.mark.check(NAME, points=2, hint="ignores_rslora", promise="or alpha / sqrt(r) with rslora")
def test_rank_stabilised(submission, draw):
    """With rslora, the scale is alpha / sqrt(r); without, it stays alpha / r."""
    for rslora in (True, False, True):
        call = (*_adapter(draw), rslora)
        _expect_merged(submission.call(NAME, *call, arrays=True), call)


@pytest.mark.check(NAME, points=2, hint="other_dtype", promise="of W's dtype, also where A and B have another dtype")
def test_dtype_of_the_weight(submission, draw):
    """The result has the weight's dtype, also where the adapter has another."""
    for weight, adapter in (("float16", "float32"), ("float64", "float64"), ("float32", "float64")):
        call = (*_adapter(draw, weight=weight, adapter=adapter), False)
        got = submission.call(NAME, *call, arrays=True)
        _expect_merged(got, call)
        if got.dtype != weight:
            raise mismatch("equal", where="result.dtype", expected=weight, got=got.dtype)


@pytest.mark.check(
    NAME,
    points=2,
    hint="changed_in_place",
    promise="W, A and B are left as they are: all three hold the same numbers after the call as before.",
)
def test_inputs_left_alone(submission, draw):
    """After the call, W, A and B hold the numbers that they held before."""
    for rslora in (False, True):
        call = (*_adapter(draw), rslora)
        seen = submission.call(NAME, *call, arrays=True, then="arguments")
        for name, before, after in zip("WAB", call, seen["arguments"], strict=False):
            expect_close(after, before, name, tolerance=0)
        _expect_merged(seen["value"], call)

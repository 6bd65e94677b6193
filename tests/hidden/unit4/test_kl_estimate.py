"""Hidden suite of exercise 4.5. The oracle is the formula in NumPy and float64; frozen cases hold k3 equal to TRL's."""

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_raises, mismatch

NAME = "kl_estimate"
KINDS = ("k1", "k2", "k3")
CLOSE = 1e-5


def estimate_of(logps, ref_logps, kind="k3"):
    """The estimate, and its slope with respect to logps."""
    d = np.asarray(ref_logps, np.float64) - np.asarray(logps, np.float64)
    if kind == "k1":
        return -d, np.ones(d.shape)
    if kind == "k2":
        return d**2 / 2, -d
    return np.expm1(d) - d, -np.expm1(d)


# mistakes


def _value(seen):
    result = seen.fields.get("value", seen.result)
    return np.asarray(result.values, np.float64)


def _asked(seen):
    """Return d, the log-probabilities and the kind."""
    logps, ref_logps, *kind = seen.args
    logps, ref_logps = np.asarray(logps, np.float64), np.asarray(ref_logps, np.float64)
    return ref_logps - logps, logps, ref_logps, (kind or ["k3"])[0]


def _is_right(seen):
    _, logps, ref_logps, kind = _asked(seen)
    return np.allclose(_value(seen), estimate_of(logps, ref_logps, kind)[0], rtol=CLOSE, atol=CLOSE)


def _gives(*variants, kinds=KINDS):
    """A detector: the estimate is what a variant makes of d, and wrong."""

    def sees(seen):
        d, logps, ref_logps, kind = _asked(seen)
        if kind not in kinds or _is_right(seen):
            return False
        with np.errstate(all="ignore"):
            forms = [np.asarray(variant(d, kind, logps, ref_logps)) for variant in variants]
        got = _value(seen)
        return any(got.shape == form.shape and np.allclose(got, form, rtol=1e-4, atol=1e-5) for form in forms)

    return sees


def _of(d, kind):
    return estimate_of(np.zeros(d.shape), d, kind)[0]


def _reversed(d, kind, *_):
    return _of(-d, kind)


def _magnitude(d, kind, *_):
    return np.abs(_of(d, kind))


def _other_kind(d, kind, *_):
    return _of(d, {"k1": "k2", "k2": "k3", "k3": "k1"}[kind])


def _third_kind(d, kind, *_):
    return _of(d, {"k1": "k3", "k2": "k1", "k3": "k2"}[kind])


def _weighed(d, kind, logps, ref_logps):
    return np.exp(logps) * _of(d, kind)


def _weighed_by_reference(d, kind, logps, ref_logps):
    return np.exp(ref_logps) * _of(d, kind)


def _kl_div(d, kind, logps, ref_logps):
    return np.exp(ref_logps) * d


def _no_half(d, *_):
    return d**2


def _k2_of_magnitude(d, *_):
    return np.abs(d) / 2


def _minus_one_only(d, *_):
    return np.expm1(d)


def _one_kept(d, *_):
    return np.exp(d) - d


def _sign_of_d(d, *_):
    return np.expm1(d) + d


def _negated(d, kind, *_):
    return -_of(d, kind)


def _of_probabilities(_d, kind, logps, ref_logps):
    return _of(np.exp(ref_logps) - np.exp(logps), kind)


def _ratio_alone(d, *_):
    return np.exp(d)


def _in_bits(d, kind, *_):
    return _of(d, kind) / np.log(2)


def _mean(d, kind, *_):
    return _of(d, kind).mean()


def _sum(d, kind, *_):
    return _of(d, kind).sum()


def _last_axis(d, kind, *_):
    return _of(d, kind).mean(axis=-1)


def _last_axis_sum(d, kind, *_):
    return _of(d, kind).sum(axis=-1)


def _floored(d, kind, *_):
    return np.maximum(_of(d, kind), 0)


def _no_tensor(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.fields.get("value", seen.result)
    return not isinstance(result, Array) or result.type != "Tensor"


def _bad(seen):
    return np.shape(seen.args[0]) != np.shape(seen.args[1]) or seen.args[2] not in KINDS


def _accepts_shapes(seen):
    return seen.error is None and np.shape(seen.args[0]) != np.shape(seen.args[1])


def _accepts_kinds(seen):
    return seen.error is None and seen.args[2] not in KINDS


def _raises_other(seen):
    return seen.error is not None and _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return (
        seen.error is not None and not seen.error.unsupported and "ValueError" in (seen.error.type, *seen.error.kinds)
    )


def _detached(seen):
    return seen.fields["gradients"] == [None] and _is_right(seen)


def _reduced(seen):
    return _value(seen).shape != np.shape(seen.args[0])


def _not_finite(seen):
    return not np.isfinite(_value(seen)).all()


def _tiny(seen):
    """Small differences in float32: near on the whole, too coarse for so small a number."""
    d, _, _, kind = _asked(seen)
    return kind == "k3" and bool(np.abs(d).max() < 0.02) and np.allclose(_value(seen), _of(d, kind), rtol=0, atol=1e-6)


def _low(seen):
    """The probabilities, not their logarithms, are computed with: they are 0 here."""
    return bool(np.max(seen.args[0]) < -90)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("raises_other", _raises_other),
    Detector("accepts_shapes", _accepts_shapes),
    Detector("accepts_kinds", _accepts_kinds),
    Detector("refuses_good", _refuses_good),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_tensor", _no_tensor),
    Detector("reduced", _gives(_mean, _sum, _last_axis, _last_axis_sum)),
    Detector("reduced", _reduced),
    Detector("detached", _detached),
    Detector("underflow", lambda seen: _low(seen) and (_not_finite(seen) or not _is_right(seen))),
    Detector("not_finite", _not_finite),
    Detector("exp_minus_one", _tiny),
    Detector("reversed", _gives(_reversed)),
    Detector("no_half", _gives(_no_half, kinds=("k2",))),
    Detector("no_half", _gives(_k2_of_magnitude, kinds=("k2",))),
    Detector("floored", _gives(_floored, _magnitude, kinds=("k1",))),
    Detector("linear_term", _gives(_minus_one_only, _one_kept, _sign_of_d, _ratio_alone, kinds=("k3",))),
    Detector("other_kind", _gives(_other_kind, _third_kind)),
    Detector("negated", _gives(_negated)),
    Detector("weighed", _gives(_weighed, _weighed_by_reference, _kl_div)),
    Detector("of_probabilities", _gives(_of_probabilities)),
    Detector("in_bits", _gives(_in_bits)),
]


# checks


def _pair(draw, shape=(3, 5), dtype="float32", spread=0.7):
    """Draw log-probabilities of policy and reference; the differences have both signs."""
    numbers = np.random.default_rng(draw.getrandbits(32))
    logps = -numbers.uniform(0.1, 3.0, shape)
    d = spread * numbers.normal(0, 1, shape) + 0.1
    d = np.asarray(d)
    d.flat[0], d.flat[-1] = 1.3, -1.1
    return np.asarray(logps, dtype), np.asarray(logps + d, dtype)


def _far_apart(draw):
    """Draw a pair of which some tokens are far likelier under one model than under the other."""
    logps, ref_logps = _pair(draw, (6,))
    steps = np.float32([-40, 25, 0, -12, 12, 0])
    return logps - np.maximum(steps, 0), ref_logps + np.minimum(steps, 0)


def _expect(submission, pair, *kind, tolerance=CLOSE):
    got = submission.call(NAME, *pair, *kind, arrays=True)
    _expect_precision(got)
    expect_close(got, estimate_of(*pair, *kind)[0], tolerance=tolerance)


def _expect_precision(got):
    if isinstance(got, Array) and got.dtype not in ("float32", "float64"):
        raise mismatch("type", expected="float32", got=got.dtype, kind="float32", found=got.dtype)


@pytest.mark.check(NAME, points=2, hint="k1", promise="k1 = -d")
def test_k1(submission, draw):
    """k1 is the difference of the log-probabilities, the policy's less the reference's."""
    for shape, dtype in (((3, 5), "float32"), ((7,), "float64"), ((), "float32"), ((2, 1, 2, 3), "float32")):
        _expect(submission, _pair(draw, shape, dtype), "k1")
    _expect(submission, _far_apart(draw), "k1")


@pytest.mark.check(NAME, points=2, hint="k2", promise="k2 = d ** 2 / 2")
def test_k2(submission, draw):
    """k2 is half the square of the difference."""
    for shape, dtype in (((3, 5), "float32"), ((7,), "float64"), ((2, 2, 3), "float32")):
        _expect(submission, _pair(draw, shape, dtype), "k2")


@pytest.mark.check(NAME, points=3, hint="k3", promise="k3 = exp(d) - 1 - d")
def test_k3(submission, draw):
    """k3 is exp(d) - 1 - d, where d is the reference's log-probability less the policy's; it is the default."""
    for shape, dtype in (((3, 5), "float32"), ((7,), "float64"), ((2, 2, 3), "float32")):
        _expect(submission, _pair(draw, shape, dtype), "k3")
    _expect(submission, _pair(draw))
    _expect(submission, _far_apart(draw), "k3")
    _expect(submission, _pair(draw, ()), "k3")


@pytest.mark.check(NAME, points=2, hint="exp_minus_one", promise="also in float32, although")
def test_numerically_sound(submission, draw):
    """Small differences give k3 with two right digits, and low log-probabilities finite numbers."""
    numbers = np.random.default_rng(draw.getrandbits(32))
    logps = -numbers.uniform(0.1, 3.0, 24).astype(np.float32)
    small = (logps + numbers.choice((-1, 1), 24) * numbers.uniform(0.0008, 0.003, 24)).astype(np.float32)
    got = submission.call(NAME, logps, small, "k3", arrays=True)
    _expect_precision(got)
    _expect_close_relative(got, estimate_of(logps, small)[0], 0.01)
    for kind in KINDS:
        low, low_ref = _pair(draw, (6,))
        _expect(submission, (low - 997, low_ref - 997), kind, tolerance=1e-4)
        _expect(submission, (low - 300, low_ref - 300), kind, tolerance=1e-4)
        _expect(submission, (low, low), kind)


def _expect_close_relative(got, wanted, share):
    expect_close(got, wanted, tolerance=CLOSE)
    if not np.all(np.abs(got.values - wanted) <= share * np.abs(wanted)):
        raise mismatch("close", expected=repr(Array(wanted, got.dtype, "Tensor")), got=repr(got))


@pytest.mark.check(NAME, points=2, hint="gradient", promise="backward() gives the gradient with respect to logps")
def test_gradient(submission, draw):
    """backward() gives the gradient with respect to the policy's log-probabilities, token by token."""
    for kind in KINDS:
        for pair in (_pair(draw), (_pair(draw, (4,))[0],) * 2):
            told = submission.call(NAME, *pair, kind, then="gradients")
            value, slope = estimate_of(*pair, kind)
            expect_close(told["value"], value)
            places = 1 + np.arange(slope.size).reshape(slope.shape)
            gradient = told["gradients"][0]
            expect_close(gradient, slope * places, "logps.grad", tolerance=2e-5)


@pytest.mark.check(NAME, points=1, hint="accepts_kinds", promise="kind is another word, or the shapes differ")
def test_bad_kinds(submission, draw):
    """It raises ValueError for another kind, and for shapes that differ, also where they could be broadcast."""
    pair = _pair(draw)
    calls = [(*pair, kind) for kind in ("k4", "K3", "", "kl")]
    calls += [(pair[0], pair[1][:1], "k3"), (pair[0][0], pair[1], "k1"), (pair[0], pair[1][:, :1], "k2")]
    calls += [(pair[0][:1], pair[1], "k2"), (pair[0], pair[1][0], "k3")]
    calls += [(pair[0], pair[1][:, :3], "k3"), (pair[0][:, :, None], pair[1][:, None], "k3")]
    for call in calls:
        expect_raises("ValueError", lambda call=call: submission.call(NAME, *call, arrays=True))

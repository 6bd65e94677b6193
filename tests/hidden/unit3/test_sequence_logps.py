"""Hidden suite of exercise 3.3. The oracle is the closed form in NumPy and float64, for the values and their gradient.

That it is what TRL sums up of its `selective_log_softmax`, frozen cases prove.
"""

import math

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_raises, mismatch

NAME = "sequence_logps"
IGNORED = -100
HALF = 2e-3
"""Tolerance of a gradient in float16, whose numbers have eleven bits."""
LARGE = 2e-3
"""Tolerance beside logits of 10 000, whose float32 neighbours are 0.001 apart: x - logsumexp(x) is as good as it gets."""


def token_logps(logits, labels):
    """Return log softmax(logits)[labels] for each place in float64, 0 where the label is ignored; no shift here."""
    x = np.asarray(logits, np.float64)
    x = x - x.max(axis=-1, keepdims=True)
    normaliser = np.log(np.exp(x).sum(axis=-1))
    picked = np.take_along_axis(x, np.where(labels == IGNORED, 0, labels)[..., None], axis=-1)[..., 0]
    return np.where(labels == IGNORED, 0.0, picked - normaliser)


def logps_of(logits, labels, average=False):
    """Return the values, and the gradient of their sum weighed 1, 2, 3 … with respect to the logits."""
    predicting, wanted = np.asarray(logits, np.float64)[:, :-1], labels[:, 1:]
    scored = wanted != IGNORED
    divisor = np.maximum(scored.sum(axis=1), 1) if average else np.ones(len(labels))
    values = token_logps(predicting, wanted).sum(axis=1) / divisor
    x = np.exp(predicting - predicting.max(axis=-1, keepdims=True))
    slope = -x / x.sum(axis=-1, keepdims=True)
    rows, columns = np.nonzero(scored)
    slope[rows, columns, wanted[rows, columns]] += 1
    gradient = np.zeros(logits.shape)
    weights = (1 + np.arange(len(labels))) / divisor
    gradient[:, :-1] = slope * scored[..., None] * weights[:, None, None]
    return values, gradient


# What detectors see


def _value(seen):
    result = seen.fields.get("value", seen.result)
    return np.asarray(result.values, np.float64)


class _Call:
    """A call with good shapes, taken apart."""

    def __init__(self, seen):
        logits, self.labels = (np.asarray(value) for value in seen.args[:2])
        self.logits = logits.astype(np.float64)
        self.average = len(seen.args) > 2 and seen.args[2]
        self.wanted = self.labels[:, 1:]
        self.counts = (self.wanted != IGNORED).sum(axis=1)

    def sums(self, labels=None):
        """The sum of each row, for the labels or for others."""
        return token_logps(self.logits[:, :-1], self.wanted if labels is None else labels).sum(axis=1)

    def over(self, totals, counts=None):
        """Totals, divided by counts if the mean is asked for."""
        counts = self.counts if counts is None else counts
        return totals / np.maximum(counts, 1) if self.average else totals


def _is(got, form):
    return got.shape == np.shape(form) and np.allclose(got, form, rtol=1e-4, atol=1e-5)


def _gives(variant):
    """Return a detector's predicate: the values are what this variant of the formula gives, and that is not right."""

    def sees(seen):
        got, right = _value(seen), logps_of(*seen.args)[0]
        forms = variant(_Call(seen))
        forms = forms if type(forms) is tuple else (forms,)
        return not _is(got, right) and any(_is(got, form) for form in forms)

    return sees


def _not_shifted(call):
    counts = (call.labels != IGNORED).sum(axis=1)
    later = token_logps(call.logits[:, 1:], call.wanted).sum(axis=1)
    return call.over(token_logps(call.logits, call.labels).sum(axis=1), counts), call.over(later)


def _shifted_back(call):
    labels = call.labels[:, :-1]
    return call.over(token_logps(call.logits[:, 1:], labels).sum(axis=1), (labels != IGNORED).sum(axis=1))


def _always_average(call):
    return call.sums() / np.maximum(call.counts, 1)


def _never_average(call):
    return call.sums()


def _mean_over_places(call):
    return call.over(call.sums(), call.wanted.shape[1]), call.over(call.sums(), call.labels.shape[1])


def _first_counted(call):
    return call.over(call.sums(), (call.labels != IGNORED).sum(axis=1))


def _mean_of_batch(call):
    total = call.counts.sum()
    return tuple(call.over(call.sums(), count) for count in (total, max(total / len(call.labels), 1)))


def _negated(call):
    return -call.over(call.sums())


def _zero_ignored(call):
    kept = np.where(call.wanted > 0, call.wanted, IGNORED)
    return call.over(call.sums(kept), (kept != IGNORED).sum(axis=1)), call.over(call.sums(kept))


def _masked_scored(call):
    """The masked places are scored too, as if their label were 0 or the last token."""
    filled = [np.where(call.wanted == IGNORED, token, call.wanted) for token in (0, call.logits.shape[-1] - 1)]
    totals = [call.sums(labels) for labels in filled]
    return tuple(call.over(total, count) for total in totals for count in (call.counts, call.wanted.shape[1]))


def _other_unit(call):
    values = call.over(call.sums())
    return values / math.log(2), values / math.log(10), np.exp(values), np.exp(-np.maximum(values, -50))


def _whole_batch(call):
    """One number for all rows."""
    values = call.over(call.sums())
    return values.sum(), values.mean(), call.sums().sum() / max(call.counts.sum(), 1)


def _no_vector(seen):
    """No tensor with a number for each row."""
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.fields.get("value", seen.result)
    return not isinstance(result, Array) or result.values.shape != (len(seen.args[1]),)


def _good_shapes(seen):
    logits, labels = seen.args[:2]
    return logits.ndim == 3 and logits.shape[:2] == labels.shape


def _accepts_shapes(seen):
    return seen.error is None and not _good_shapes(seen)


def _raises_other(seen):
    return not _good_shapes(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _looks_up_masked(seen):
    """-100 is used as an index."""
    words = ("out of bounds", "index", "out of range", "negative")
    return seen.error.type in ("IndexError", "RuntimeError") and any(word in seen.error.message for word in words)


def _refuses_good(seen):
    return seen.error is not None and not seen.error.unsupported and _good_shapes(seen)


def _not_a_number(seen):
    nothing = _Call(seen).counts == 0
    return bool((nothing & ~np.isfinite(_value(seen))).any())


def _overflow(seen):
    gradients = [one.values for one in seen.fields.get("gradients", []) if one is not None]
    return not all(np.isfinite(values).all() for values in (_value(seen), *gradients))


def _detached(seen):
    """The right numbers, without a way back to the logits."""
    return seen.fields["gradients"] == [None] and _is(_value(seen), logps_of(*seen.args)[0])


def _in_half(seen):
    half = np.asarray(seen.args[0]).dtype == np.float16
    return half and np.allclose(_value(seen), logps_of(*seen.args)[0], rtol=0.02, atol=0.05)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("accepts_shapes", _accepts_shapes),
    Detector("raises_other", _raises_other),
    Detector("looks_up_masked", _looks_up_masked),
    Detector("refuses_good", _refuses_good),
    Detector("whole_batch", _gives(_whole_batch)),
    Detector("one_each_row", _no_vector),
    Detector("nan", _not_a_number),
    Detector("numerics", _overflow),
    Detector("detached", _detached),
    Detector("in_half", _in_half),
    Detector("not_shifted", _gives(_not_shifted)),
    Detector("shifted_back", _gives(_shifted_back)),
    Detector("negated", _gives(_negated)),
    Detector("always_average", _gives(_always_average)),
    Detector("never_average", _gives(_never_average)),
    Detector("first_counted", _gives(_first_counted)),
    Detector("mean_over_places", _gives(_mean_over_places)),
    Detector("mean_of_batch", _gives(_mean_of_batch)),
    Detector("zero_ignored", _gives(_zero_ignored)),
    Detector("masked_scored", _gives(_masked_scored)),
    Detector("other_unit", _gives(_other_unit)),
]


# Batches


def _batch(draw, *, rows=3, length=7, vocabulary=11, scale=2.0):
    """Draw logits and labels of prompt, answer and padding: no two rows have as many scored places, and 0 is scored.

    The first label of each row is not ignored, nor the last one of a row: mistakes at the borders show.
    """
    random = np.random.default_rng(draw.getrandbits(32))
    logits = random.normal(0.0, scale, (rows, length, vocabulary)).astype(np.float32)
    labels = random.integers(1, vocabulary, (rows, length))
    for row, count in enumerate(random.permutation(length - 2)[:rows] + 1):
        inner = 1 + random.permutation(length - 1)
        labels[row, inner[count:]] = IGNORED
        labels[row, inner[0]] = 0
    return logits, labels


def _silent_row(draw):
    """Draw a batch in which one row is not scored at all."""
    logits, labels = _batch(draw, rows=4, length=6, vocabulary=9)
    labels[draw.randrange(4), 1:] = IGNORED
    return logits, labels


def _padded(draw, logits, labels):
    """Return the same batch with more padding on the right."""
    random = np.random.default_rng(draw.getrandbits(32))
    more = draw.randint(1, 4)
    rows, _, vocabulary = logits.shape
    noise = random.normal(0.0, 3.0, (rows, more, vocabulary)).astype(np.float32)
    ignored = np.full((rows, more), IGNORED)
    return np.concatenate([logits, noise], axis=1), np.concatenate([labels, ignored], axis=1)


def _expect_values(got, call, tolerance=1e-5):
    """Require the values, in full precision."""
    expect_close(got, logps_of(*call)[0], tolerance=tolerance)
    if got.dtype not in ("float32", "float64"):
        raise mismatch("type", expected="float32", got=got.dtype, kind="float32", found=got.dtype)


def _expect_both(submission, *call, tolerance=1e-5, slope=1e-5):
    """Require the values and their gradient."""
    result = submission.call(NAME, *call, then="gradients")
    _expect_values(result["value"], call, tolerance)
    expect_close(result["gradients"][0], logps_of(*call)[1], "logits.grad", tolerance=slope)


@pytest.mark.check(
    NAME, points=4, hint="sum", promise="Return the log-probability, in nats, of the scored tokens of each row."
)
def test_sum_of_scored_tokens(submission, draw):
    """The value of a row is the sum over its scored tokens, each predicted by the logits before it."""
    for logits, labels in (_batch(draw), _batch(draw, rows=2, length=6, vocabulary=13), _batch(draw, rows=1)):
        _expect_values(submission.call(NAME, logits, labels, arrays=True), (logits, labels))
        _expect_values(submission.call(NAME, logits, labels, False, arrays=True), (logits, labels))


@pytest.mark.check(
    NAME, points=2, hint="mean", promise="With average, the sum is divided by the number of scored places of row b."
)
def test_average(submission, draw):
    """With average, the value of a row is the mean over its own scored tokens."""
    for batch in (_batch(draw), _batch(draw, rows=4, length=8), _silent_row(draw)):
        _expect_values(submission.call(NAME, *batch, True, arrays=True), (*batch, True))


@pytest.mark.check(NAME, points=1, hint="padding", promise="changes neither the sum nor the mean")
def test_padding(submission, draw):
    """Padding changes nothing, and a row in which nothing is scored has the value 0."""
    for logits, labels in (_batch(draw), _silent_row(draw)):
        longer = _padded(draw, logits, labels)
        ignored = np.full_like(labels, IGNORED)
        ignored[:, 0] = labels[:, 0]
        for average in (False, True):
            for batch in (longer, (logits, ignored), (logits[:, :1], labels[:, :1])):
                _expect_values(submission.call(NAME, *batch, average, arrays=True), (*batch, average))


@pytest.mark.check(NAME, points=2, hint="gradient", promise="backward() gives the gradient with respect to the logits.")
def test_gradient(submission, draw):
    """backward() gives the gradient: zero where nothing is scored, and for the last logits of a row."""
    logits, labels = _batch(draw, rows=2, length=5)
    ignored = np.full_like(labels, IGNORED)
    for batch in (_batch(draw), _silent_row(draw), (logits, ignored), (logits[:, :1], labels[:, :1])):
        for average in (False, True):
            _expect_both(submission, *batch, average)


@pytest.mark.check(
    NAME, points=2, hint="numerics", promise="Logits may be as large as 10 000: values and gradient stay finite."
)
def test_numerically_sound(submission, draw):
    """Large logits give finite numbers, and float16 logits values in float32."""
    logits, labels = _batch(draw)
    large = (logits * (10_000 / np.abs(logits).max())).astype(np.float32)
    for average in (False, True):
        _expect_both(submission, large, labels, average, tolerance=LARGE, slope=1e-3)
        _expect_both(submission, logits.astype(np.float16), labels, average, slope=HALF)


@pytest.mark.check(
    NAME, points=1, hint="accepts_shapes", promise="or labels have not the shape [B, T] of the first two."
)
def test_bad_shapes(submission, draw):
    """It raises ValueError for logits and labels that do not fit together."""
    logits, labels = _batch(draw)
    cases = [
        (logits, labels[:, 1:]),
        (logits[:, :-1], labels),
        (logits, labels[:1]),
        (logits, labels[:-1]),
        (logits[0], labels[0]),
        (logits, labels[0]),
        (logits[0], labels),
        (logits[:, :, 0], labels),
        (logits, labels[..., None]),
        (logits[..., None], labels),
    ]
    for case in cases:
        for rest in ((), (True,)):
            expect_raises("ValueError", lambda case=case, rest=rest: submission.call(NAME, *case, *rest, arrays=True))

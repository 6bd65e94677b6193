"""Hidden suite of exercise 1.9. The oracle is the closed form in NumPy and float64, for the loss and for its gradient.

That it is what transformers computes with `model(input_ids, labels=labels).loss`, frozen cases prove.
"""

import math

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, mismatch

NAME = "sft_loss"
IGNORED = -100
HALF = 1e-3
"""Tolerance of a gradient in float16, whose numbers have eleven bits."""


def costs_of(logits, labels):
    """Return -log softmax(logits)[labels] for each place in float64, 0 where the label is ignored; no shift here."""
    x = np.asarray(logits, np.float64)
    x = x - x.max(axis=-1, keepdims=True)
    normaliser = np.log(np.exp(x).sum(axis=-1))
    chosen = np.take_along_axis(x, np.where(labels == IGNORED, 0, labels)[..., None], axis=-1)[..., 0]
    return np.where(labels == IGNORED, 0.0, normaliser - chosen)


def loss_of(logits, labels, num_items=None):
    """Return the loss and its gradient with respect to the logits."""
    predicting, wanted = np.asarray(logits, np.float64)[:, :-1], labels[:, 1:]
    scored = wanted != IGNORED
    divisor = num_items or max(scored.sum(), 1)
    x = np.exp(predicting - predicting.max(axis=-1, keepdims=True))
    slope = x / x.sum(axis=-1, keepdims=True)
    rows, columns = np.nonzero(scored)
    slope[rows, columns, wanted[rows, columns]] -= 1
    gradient = np.zeros(logits.shape)
    gradient[:, :-1] = slope * scored[..., None] / divisor
    return costs_of(predicting, wanted).sum() / divisor, gradient


# what detectors see


def _value(seen):
    result = seen.fields.get("value", seen.result)
    return float(result.values.reshape(()))


def _inputs(seen):
    """Return logits, labels, N of the mean, and N as asked for."""
    logits, labels = (np.asarray(value) for value in seen.args[:2])
    scored = max(int((labels[:, 1:] != IGNORED).sum()), 1)
    return logits.astype(np.float64), labels, scored, (seen.args[2] if len(seen.args) > 2 else None) or scored


def _gives(variant):
    """Return a detector's predicate: the value is what this variant of the formula gives, and that is not the loss."""

    def sees(seen):
        right = loss_of(*seen.args)[0]
        forms = np.atleast_1d(np.asarray(variant(*_inputs(seen)), np.float64))
        near = [math.isclose(_value(seen), form, rel_tol=1e-4, abs_tol=1e-6) for form in forms]
        return not math.isclose(_value(seen), right, rel_tol=1e-5, abs_tol=1e-6) and any(near)

    return sees


def _mean(costs, labels):
    return costs.sum() / max(int((labels != IGNORED).sum()), 1)


def _not_shifted(x, labels, _scored, wanted):
    costs = costs_of(x, labels)
    return _mean(costs, labels), costs.sum() / wanted


def _shifted_back(x, labels, _scored, wanted):
    costs = costs_of(x[:, 1:], labels[:, :-1])
    return _mean(costs, labels[:, :-1]), costs.sum() / wanted


def _rows_joined(x, labels, _scored, wanted):
    flat, row = x.reshape(-1, x.shape[-1])[:-1], labels.reshape(-1)[1:]
    costs = costs_of(flat, row)
    return _mean(costs, row), costs.sum() / wanted


def _total(x, labels):
    return costs_of(x[:, :-1], labels[:, 1:])


def _mean_of_rows(x, labels, _scored, _wanted):
    counts = (labels[:, 1:] != IGNORED).sum(axis=1)
    means = _total(x, labels).sum(axis=1) / np.maximum(counts, 1)
    return means.mean(), means.sum() / max(int((counts > 0).sum()), 1)


def _not_divided(x, labels, _scored, _wanted):
    return _total(x, labels).sum()


def _all_places(x, labels, _scored, _wanted):
    total = _total(x, labels).sum()
    return total / labels.size, total / labels[:, 1:].size, total / len(labels)


def _first_counted(x, labels, _scored, _wanted):
    return _total(x, labels).sum() / max(int((labels != IGNORED).sum()), 1)


def _ignores_num_items(x, labels, scored, _wanted):
    return _total(x, labels).sum() / scored


def _divided_twice(x, labels, scored, wanted):
    return _total(x, labels).sum() / scored / wanted


def _negated(x, labels, _scored, wanted):
    return -_total(x, labels).sum() / wanted


def _zero_ignored(x, labels, _scored, wanted):
    kept = np.where(labels > 0, labels, IGNORED)
    return _mean(_total(x, kept), kept[:, 1:]), _total(x, kept).sum() / wanted


def _masked_scored(x, labels, _scored, wanted):
    """The masked places are scored too, as if their label were 0 or the last token."""
    totals = [_total(x, np.where(labels == IGNORED, token, labels)).sum() for token in (0, x.shape[-1] - 1)]
    return [total / n for total in totals for n in (wanted, labels[:, 1:].size)]


def _other_unit(x, labels, _scored, wanted):
    loss = _total(x, labels).sum() / wanted
    return loss / math.log(2), math.exp(min(loss, 100)), math.exp(-loss), loss / math.log(10)


def _no_scalar(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.fields.get("value", seen.result)
    return not isinstance(result, Array) or result.values.shape != ()


def _detached(seen):
    """The right number, without a way back to the logits."""
    right = loss_of(*seen.args)[0]
    return seen.fields["gradients"] == [None] and math.isclose(_value(seen), right, rel_tol=1e-5, abs_tol=1e-6)


def _not_a_number(seen):
    nothing = (np.asarray(seen.args[1])[:, 1:] == IGNORED).all()
    return bool(nothing) and not math.isfinite(_value(seen))


def _overflow(seen):
    [gradient] = seen.fields["gradients"]
    return not math.isfinite(_value(seen)) or (gradient is not None and not np.isfinite(gradient.values).all())


def _in_half(seen):
    return np.asarray(seen.args[0]).dtype == np.float16 and math.isclose(
        _value(seen), loss_of(*seen.args)[0], rel_tol=0.01
    )


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("scalar_tensor", _no_scalar),
    Detector("nan", _not_a_number),
    Detector("detached", _detached),
    Detector("numerics", _overflow),
    Detector("in_half", _in_half),
    Detector("num_items", _gives(_ignores_num_items)),
    Detector("not_shifted", _gives(_not_shifted)),
    Detector("shifted_back", _gives(_shifted_back)),
    Detector("rows_joined", _gives(_rows_joined)),
    Detector("divided_twice", _gives(_divided_twice)),
    Detector("mean_of_rows", _gives(_mean_of_rows)),
    Detector("not_divided", _gives(_not_divided)),
    Detector("all_places", _gives(_all_places)),
    Detector("first_counted", _gives(_first_counted)),
    Detector("negated", _gives(_negated)),
    Detector("zero_ignored", _gives(_zero_ignored)),
    Detector("masked_scored", _gives(_masked_scored)),
    Detector("other_unit", _gives(_other_unit)),
]


# batches


def _batch(draw, *, rows=3, length=7, vocabulary=11, scale=2.0):
    """Draw logits and labels: no two rows with as many scored places, and token 0 among them.

    The first label of each row and the last one are not ignored: mistakes at the borders show.
    """
    random = np.random.default_rng(draw.getrandbits(32))
    logits = random.normal(0.0, scale, (rows, length, vocabulary)).astype(np.float32)
    labels = random.integers(0, vocabulary, (rows, length))
    for row in range(rows):
        inner = 1 + random.permutation(length - 2)
        labels[row, inner[: (row * (length - 2)) // max(rows - 1, 1)]] = IGNORED
    labels[0, 1 + random.integers(length - 1)] = 0
    return logits, labels


def _silent_row(draw):
    """Draw a batch in which one row is not scored at all."""
    logits, labels = _batch(draw, rows=4, length=5, vocabulary=9)
    labels[draw.randrange(4), 1:] = IGNORED
    return logits, labels


def _lone_place(draw):
    """Draw a batch in which one place is scored: the least that there is a mean of."""
    logits, labels = _batch(draw, rows=2, length=4, vocabulary=5)
    row, place = draw.randrange(2), draw.randint(1, 3)
    lone = np.full_like(labels, IGNORED)
    lone[row, place] = labels[row, place] if labels[row, place] != IGNORED else draw.randrange(5)
    return logits, lone


def _expect_loss(submission, logits, labels, *rest, tolerance=1e-5, slope=1e-5):
    """Require the loss and its gradient."""
    result = submission.call(NAME, logits, labels, *rest, then="gradients")
    loss, gradient = loss_of(logits, labels, *rest)
    _expect_full_precision(result["value"])
    expect_close(result["value"], loss, tolerance=tolerance)
    expect_close(result["gradients"][0], gradient, "logits.grad", tolerance=slope)


def _expect_full_precision(loss):
    if isinstance(loss, Array) and loss.dtype not in ("float32", "float64"):
        raise mismatch("type", expected="float32", got=loss.dtype, kind="float32", found=loss.dtype)


@pytest.mark.check(NAME, points=4, hint="mean", promise="Return the mean cross-entropy of the next token, in nats.")
def test_mean_of_scored_tokens(submission, draw):
    """The loss is the mean over all scored tokens, each predicted by the logits before it."""
    for logits, labels in (
        _batch(draw),
        _batch(draw, rows=2, length=6, vocabulary=13),
        _silent_row(draw),
        _lone_place(draw),
    ):
        loss = submission.call(NAME, logits, labels, arrays=True)
        expect_close(loss, loss_of(logits, labels)[0])


@pytest.mark.check(
    NAME, points=2, hint="gradient", promise="loss.backward() gives the gradient with respect to the logits."
)
def test_gradient(submission, draw):
    """backward() gives the gradient: zero where nothing is scored, and for the last logits of a row."""
    for logits, labels in (_batch(draw), _silent_row(draw)):
        _expect_loss(submission, logits, labels)


@pytest.mark.check(
    NAME, points=3, hint="num_items", promise="the losses of the micro-batches add up to the loss of the whole batch"
)
def test_micro_batches_add_up(submission, draw):
    """With num_items, the losses of micro-batches add up to the loss of the whole batch."""
    logits, labels = _batch(draw, rows=4)
    scored = int((labels[:, 1:] != IGNORED).sum())
    cut = draw.randint(1, 3)
    for part in (slice(0, cut), slice(cut, 4)):
        _expect_loss(submission, logits[part], labels[part], scored)
    _expect_loss(submission, logits, labels, draw.choice((1, scored + 5)))


@pytest.mark.check(NAME, points=1, hint="nothing_scored", promise="the loss is 0, not nan. It is still in the graph")
def test_nothing_scored(submission, draw):
    """Where nothing is scored, the loss is 0 and its gradient is zeros."""
    logits, labels = _batch(draw, rows=2, length=4)
    ignored = np.full_like(labels, IGNORED)
    only_first = ignored.copy()
    only_first[:, 0] = labels[:, 0]
    for case in ((logits, ignored), (logits, only_first), (logits[:, :1], labels[:, :1]), (logits, ignored, 6)):
        _expect_loss(submission, *case)


@pytest.mark.check(
    NAME, points=2, hint="numerics", promise="Logits may be as large as 1000: loss and gradient stay finite."
)
def test_numerically_sound(submission, draw):
    """Large logits give finite numbers, and float16 logits a loss in float32."""
    logits, labels = _batch(draw)
    large = (logits * (1000 / np.abs(logits).max())).astype(np.float32)
    _expect_loss(submission, large, labels, slope=1e-4)
    _expect_loss(submission, logits.astype(np.float16), labels, slope=HALF)

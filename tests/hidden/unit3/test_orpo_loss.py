"""Hidden suite of exercise 3.5. The oracle is the closed form in NumPy and float64, for loss, log odds and gradient.

That it is what TRL's ORPOTrainer computes, frozen cases prove.
"""

from typing import NamedTuple

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_raises
from smol_grade.judge.tensors import expect_full_precision, expect_tensors, returned

NAME = "orpo_loss"
RESULTS = ("loss", "log_odds")
ARGUMENTS = ("chosen_avg_logps", "rejected_avg_logps", "chosen_nll")
EXTREME = 1e-3
"""Tolerance beside log-probabilities of -1000, whose float32 neighbours are 0.00006 apart."""
NEAREST = -1e-9
"""exp of it is exactly 1 in float32."""


class Told(NamedTuple):
    """What the function returns, and the gradients of the loss with respect to the three tensors."""

    loss: float
    log_odds: np.ndarray
    gradients: list[np.ndarray]


def _log_sigmoid(x):
    return -np.logaddexp(0.0, -x)


def orpo_of(chosen, rejected, nll, beta=0.1):
    """The formulas of the stub, and their derivatives; 1 - p is -expm1(log p)."""
    chosen, rejected, nll = (np.asarray(values, np.float64) for values in (chosen, rejected, nll))
    fails = -np.expm1(chosen), -np.expm1(rejected)
    log_odds = (chosen - np.log(fails[0])) - (rejected - np.log(fails[1]))
    share = beta * np.exp(_log_sigmoid(-log_odds)) / len(log_odds)
    slopes = [-share / fails[0], share / fails[1], np.full(nll.shape, 1 / nll.size)]
    return Told(nll.mean() - beta * _log_sigmoid(log_odds).mean(), log_odds, slopes)


# What detectors see


class _Call:
    """A call with good arguments, taken apart."""

    def __init__(self, seen):
        self.chosen, self.rejected, self.nll = (np.asarray(values, np.float64) for values in seen.args[:3])
        self.beta = seen.args[3] if len(seen.args) > 3 else 0.1
        self.told = orpo_of(self.chosen, self.rejected, self.nll, self.beta)

    def loss(self, log_odds):
        """The loss for other log odds."""
        return self.nll.mean() - self.beta * _log_sigmoid(log_odds).mean()

    def extreme(self):
        """Whether some log-probability is near to 0 or far below it."""
        both = np.concatenate([self.chosen, self.rejected])
        return bool(both.max() > -1e-6 or both.min() < -100)


def _is(got, form):
    return np.shape(got) == np.shape(form) and np.allclose(got, form, rtol=1e-4, atol=1e-6)


def _numbers(seen):
    """Return loss and log odds as they came, in float64."""
    return [np.asarray(one.values, np.float64) for one in returned(seen)]


def _with(variant):
    """Return a detector's predicate: loss or log odds are what these log odds give, and that is not right."""

    def sees(seen):
        call, (loss, log_odds) = _Call(seen), _numbers(seen)
        form = variant(call)
        if not _is(log_odds, call.told.log_odds):
            return _is(log_odds, form)
        return not _is(loss, call.told.loss) and _is(loss, call.loss(form))

    return sees


def _gives(variant):
    """Return a detector's predicate: the loss is one of these, and that is not right."""

    def sees(seen):
        call, loss = _Call(seen), _numbers(seen)[0]
        return not _is(loss, call.told.loss) and any(_is(loss, form) for form in variant(call))

    return sees


def _log_fails(call):
    return np.log(-np.expm1(call.chosen)), np.log(-np.expm1(call.rejected))


def _ratio_of_probabilities(call):
    return call.chosen - call.rejected


def _swapped(call):
    return -call.told.log_odds


def _one_minus_p_added(call):
    ours, theirs = _log_fails(call)
    return (call.chosen + ours) - (call.rejected + theirs)


def _only_fails(call):
    ours, theirs = _log_fails(call)
    return ours - theirs


def _odds_ratio(call):
    """The odds ratio itself."""
    return np.exp(np.minimum(call.told.log_odds, 80.0))


def _odds(call):
    """The odds, or the probabilities, without a logarithm."""
    ours, theirs = np.exp(call.chosen), np.exp(call.rejected)
    return ours / -np.expm1(call.chosen) - theirs / -np.expm1(call.rejected)


def _wrong_sign(call):
    return (call.nll.mean() + call.beta * _log_sigmoid(call.told.log_odds).mean(),)


def _beta_inside(call):
    return (call.nll.mean() - _log_sigmoid(call.beta * call.told.log_odds).mean(),)


def _beta_ignored(call):
    term = _log_sigmoid(call.told.log_odds).mean()
    return call.nll.mean() - term, call.nll.mean() - 0.1 * term


def _no_sigmoid(call):
    return call.nll.mean() - call.beta * call.told.log_odds.mean(), call.nll.mean() - call.beta * np.mean(
        np.exp(_log_sigmoid(call.told.log_odds))
    )


def _nll_missing(call):
    term = -call.beta * _log_sigmoid(call.told.log_odds).mean()
    return term, term - call.nll.mean()


def _beta_on_nll(call):
    term = -_log_sigmoid(call.told.log_odds).mean()
    return call.beta * (call.nll.mean() + term), call.beta * call.nll.mean() + term


def _summed(call):
    term = _log_sigmoid(call.told.log_odds)
    return (
        (call.nll - call.beta * term).sum(),
        call.nll.mean() - call.beta * term.sum(),
        call.nll.sum() - call.beta * term.mean(),
    )


def _mean_first(call):
    return (call.nll.mean() - call.beta * _log_sigmoid(call.told.log_odds.mean()),)


def _no_two(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = returned(seen)
    return type(result) is not list or len(result) != 2 or not all(isinstance(one, Array) for one in result)


def _loss_each_pair(seen):
    return _numbers(seen)[0].shape != ()


def _one_log_odds(seen):
    return _numbers(seen)[1].shape != np.shape(seen.args[0])


def _shapes_fit(seen):
    chosen, rejected = seen.args[:2]
    return np.shape(chosen) == np.shape(rejected) and np.ndim(chosen) == 1


def _below_0(seen):
    return all(bool((np.asarray(values) <= 0).all()) for values in seen.args[:2])


def _accepted(fits):
    """Return a predicate: what does not fit was let in."""
    return lambda seen: seen.error is None and not fits(seen)


def _good(seen):
    return _shapes_fit(seen) and _below_0(seen)


def _raises_other(seen):
    return not _good(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not seen.error.unsupported and _good(seen)


def _gradients(seen):
    return [one.values for one in seen.fields["gradients"] if one is not None]


def _overflow(seen):
    return not all(np.isfinite(values).all() for values in _numbers(seen))


def _gradient_overflow(seen):
    """The numbers are finite, and their gradient is not."""
    return not all(np.isfinite(values).all() for values in _gradients(seen))


def _clamped(seen):
    """Near to 0 or far below it, log odds are finite and wrong."""
    call = _Call(seen)
    far = np.abs(_numbers(seen)[1] - call.told.log_odds) > EXTREME * (1 + np.abs(call.told.log_odds))
    return call.extreme() and bool(far.any())


def _right_numbers(seen):
    call, (loss, log_odds) = _Call(seen), _numbers(seen)
    return np.allclose(loss, call.told.loss, rtol=EXTREME, atol=EXTREME) and np.allclose(
        log_odds, call.told.log_odds, rtol=EXTREME, atol=EXTREME
    )


def _detached(seen):
    """The right numbers, without a way back to one of the arguments."""
    return None in seen.fields["gradients"] and _right_numbers(seen)


def _gradient_lost(seen):
    """The right numbers, and a gradient of 0 where it is not."""
    call = _Call(seen)
    return _right_numbers(seen) and any(
        bool(((got == 0) & (np.abs(wanted) > EXTREME / 10)).any())
        for got, wanted in zip(_gradients(seen), call.told.gradients, strict=True)
    )


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("shapes_accepted", _accepted(_shapes_fit)),
    Detector("positive_accepted", _accepted(_below_0)),
    Detector("raises_other", _raises_other),
    Detector("refuses_good", _refuses_good),
    Detector("two_tensors", _no_two),
    Detector("loss_each_pair", _loss_each_pair),
    Detector("one_log_odds", _one_log_odds),
    Detector("numerics", _overflow),
    Detector("detached", _detached),
    Detector("where_nan", _gradient_overflow),
    Detector("gradient_lost", _gradient_lost),
    Detector("ratio_of_probabilities", _with(_ratio_of_probabilities)),
    Detector("swapped", _with(_swapped)),
    Detector("one_minus_p_added", _with(_one_minus_p_added)),
    Detector("one_minus_p_added", _with(_only_fails)),
    Detector("no_logarithm", _with(_odds_ratio)),
    Detector("no_logarithm", _with(_odds)),
    Detector("clamped", _clamped),
    Detector("wrong_sign", _gives(_wrong_sign)),
    Detector("beta_inside", _gives(_beta_inside)),
    Detector("beta_ignored", _gives(_beta_ignored)),
    Detector("no_sigmoid", _gives(_no_sigmoid)),
    Detector("nll_missing", _gives(_nll_missing)),
    Detector("beta_on_nll", _gives(_beta_on_nll)),
    Detector("summed", _gives(_summed)),
    Detector("mean_first", _gives(_mean_first)),
]


# Batches


def _pairs(draw, pairs=5, *, whole=False):
    """Draw mean log-probabilities of answers, and the loss of fine-tuning: of each pair, or of the whole batch.

    Probabilities are between 0.03 and 0.9, so that odds are not nearly probabilities; either answer may be likelier.
    """
    random = np.random.default_rng(draw.getrandbits(32))
    likely, unlikely = random.uniform(0.45, 0.9, pairs), random.uniform(0.03, 0.35, pairs)
    first = random.permutation(np.resize([True, False, True], pairs))
    chosen, rejected = np.where(first, likely, unlikely), np.where(first, unlikely, likely)
    nll = random.uniform(0.5, 4.0, () if whole else pairs)
    return tuple(np.asarray(values, np.float32) for values in (np.log(chosen), np.log(rejected), nll))


def _beta(draw):
    return draw.choice((0.25, 0.4, 0.6))


def _expect_gradients(submission, call, *, tolerance=1e-5):
    """Require loss, log odds and the gradient."""
    result = submission.call(NAME, *call, then="gradients", of=(0, 1, 2))
    told = orpo_of(*call)
    loss, log_odds = expect_tensors(result["value"], *RESULTS)
    expect_close(loss, told.loss, "loss", tolerance=tolerance)
    expect_close(log_odds, told.log_odds, "log_odds", tolerance=tolerance)
    for name, got, wanted in zip(ARGUMENTS, result["gradients"], told.gradients, strict=True):
        expect_close(got, wanted, f"{name}.grad", tolerance=tolerance)


@pytest.mark.check(
    NAME, points=4, hint="loss", promise="loss = mean of chosen_nll - beta * mean of log sigmoid(log_odds)"
)
def test_loss(submission, draw):
    """The loss is that of fine-tuning plus, weighted with beta, -log sigmoid of the log odds ratio."""
    calls = [_pairs(draw), _pairs(draw, whole=True), (*_pairs(draw), _beta(draw)), (*_pairs(draw, whole=True), 1.0)]
    calls += [(*_pairs(draw, 1), _beta(draw)), (*_pairs(draw, draw.randint(3, 7)), 0.0), (*_pairs(draw), 2.5)]
    for call in calls:
        loss = expect_tensors(submission.call(NAME, *call, arrays=True), *RESULTS)[0]
        expect_close(loss, orpo_of(*call).loss, "loss")
        expect_full_precision(loss, "loss")


@pytest.mark.check(
    NAME, points=3, hint="log_odds", promise="log_odds = log(odds(p_chosen) / odds(p_rejected)), where p = exp(average"
)
def test_log_odds(submission, draw):
    """Each pair has the logarithm of its odds ratio, above 0 where the chosen answer is the likelier one."""
    for call in (_pairs(draw), (*_pairs(draw, 3, whole=True), _beta(draw)), _pairs(draw, 1)):
        log_odds = expect_tensors(submission.call(NAME, *call, arrays=True), *RESULTS)[1]
        expect_close(log_odds, orpo_of(*call).log_odds, "log_odds")
        expect_full_precision(log_odds, "log_odds")


@pytest.mark.check(
    NAME, points=2, hint="gradient", promise="It stays in the graph: loss.backward() gives the gradient with respect to"
)
def test_gradient(submission, draw):
    """backward() gives the gradient with respect to both answers' log-probabilities and to the loss of fine-tuning."""
    for call in (_pairs(draw), (*_pairs(draw), _beta(draw)), (*_pairs(draw, 3, whole=True), _beta(draw))):
        _expect_gradients(submission, call)


@pytest.mark.check(
    NAME, points=3, hint="numerics", promise="An average log-probability may be as near to 0 as -1e-9 (in float32"
)
def test_numerically_sound(submission, draw):
    """Answers that the model is sure of, or finds all but impossible, give finite and right numbers and gradients."""
    near, far = NEAREST, -1000.0
    usual = -draw.uniform(0.4, 0.6)
    sides = [(near, usual), (usual, near), (near, 3 * near), (far, usual), (usual, far), (far, near), (near, far)]
    sides += [(far, far + 2.5), (-1e-5, usual), (-30.0, -31.0)]
    for chosen, rejected in sides:
        first, second, nll = _pairs(draw, 2)
        first[0], second[0] = chosen, rejected
        _expect_gradients(submission, (first, second, nll, 0.5), tolerance=EXTREME)


@pytest.mark.check(
    NAME, points=2, hint="positive_accepted", promise="ValueError: an average log-probability is above 0"
)
def test_bad_arguments(submission, draw):
    """It raises ValueError for a log-probability above 0, and for shapes that do not fit."""
    chosen, rejected, nll = _pairs(draw, 3)
    high = np.copysign(rejected, [-1.0, 1.0, -1.0]).astype(np.float32)
    slightly = np.where(np.arange(3) == 2, np.float32(0.001), rejected)
    column = rejected[:, None]
    cases = [(chosen, high), (high, rejected), (slightly, rejected), (chosen, slightly)]
    cases += [(chosen, column), (column, rejected), (column, column), (chosen, rejected[:1]), (chosen[:2], rejected)]
    cases += [(chosen, np.asarray(rejected[0])), (np.asarray(chosen[0]), np.asarray(rejected[0]))]
    for case in cases:
        expect_raises("ValueError", lambda case=case: submission.call(NAME, *case, nll, arrays=True))

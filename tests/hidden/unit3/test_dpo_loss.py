"""Hidden suite of exercise 3.4. The oracle is the closed form in NumPy and float64, for loss, rewards and gradient.

That it is what TRL's DPOTrainer computes, frozen cases of real trainers prove.
"""

from typing import NamedTuple

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_raises, mismatch
from smol_grade.judge.tensors import expect_full_precision, expect_tensors, returned

NAME = "dpo_loss"
RESULTS = ("loss", "chosen_rewards", "rejected_rewards")
ARGUMENTS = ("chosen_logps", "rejected_logps", "ref_chosen_logps", "ref_rejected_logps")
LOW = 2e-3
"""Tolerance beside log-probabilities of -10 000, whose float32 neighbours are 0.001 apart."""


class Told(NamedTuple):
    """What the function returns, and the gradients of the loss with respect to the four arguments."""

    loss: float
    chosen_rewards: np.ndarray
    rejected_rewards: np.ndarray
    gradients: list[np.ndarray]


def _log_sigmoid(x):
    return -np.logaddexp(0.0, -x)


def dpo_of(chosen, rejected, ref_chosen, ref_rejected, beta=0.1, label_smoothing=0.0, loss_type="sigmoid"):
    """The formulas of the stub, and their derivatives."""
    chosen, rejected, ref_chosen, ref_rejected = (
        np.asarray(values, np.float64) for values in (chosen, rejected, ref_chosen, ref_rejected)
    )
    rewards = beta * (chosen - ref_chosen), beta * (rejected - ref_rejected)
    h = rewards[0] - rewards[1]
    if loss_type == "hinge":
        losses, slope = np.maximum(0.0, 1.0 - h), -(h < 1.0).astype(np.float64)
    else:
        right, wrong = np.exp(_log_sigmoid(h)), np.exp(_log_sigmoid(-h))
        losses = -(1 - label_smoothing) * _log_sigmoid(h) - label_smoothing * _log_sigmoid(-h)
        slope = -(1 - label_smoothing) * wrong + label_smoothing * right
    share = beta * slope / len(h)
    return Told(losses.mean(), *rewards, [share, -share, -share, share])


# What detectors see


class _Call:
    """A call with good arguments, taken apart."""

    def __init__(self, seen):
        self.logps = [np.asarray(values, np.float64) for values in seen.args]
        self.settings = {"beta": 0.1, "label_smoothing": 0.0, "loss_type": "sigmoid"} | seen.kwargs
        self.beta, self.smoothing, self.kind = self.settings.values()
        self.told = dpo_of(*self.logps, **self.settings)
        self.h = self.told.chosen_rewards - self.told.rejected_rewards

    def loss(self, h=None, **settings):
        """The loss for another h, or for other settings."""
        settings = self.settings | settings
        if h is None:
            return dpo_of(*self.logps, **settings).loss
        nothing = np.zeros_like(h)
        return dpo_of(h, nothing, nothing, nothing, **(settings | {"beta": 1.0})).loss

    def log_ratios(self, beta=1.0):
        """Policy minus reference, chosen minus rejected."""
        chosen, rejected, ref_chosen, ref_rejected = self.logps
        return beta * ((chosen - ref_chosen) - (rejected - ref_rejected))


def _is(got, form):
    return np.allclose(got, form, rtol=1e-4, atol=1e-6)


def _loss(seen):
    return float(returned(seen)[0].values.reshape(()))


def _gives(variant):
    """Return a detector's predicate: the loss is what this variant of the formula gives, and that is not right."""

    def sees(seen):
        call = _Call(seen)
        forms = variant(call)
        forms = forms if type(forms) is tuple else (forms,)
        got = _loss(seen)
        return not _is(got, call.told.loss) and any(_is(got, form) for form in forms)

    return sees


def _no_reference(call):
    chosen, rejected = call.logps[:2]
    return call.loss(call.beta * (chosen - rejected))


def _swapped(call):
    chosen, rejected, ref_chosen, ref_rejected = call.logps
    crossed = (chosen - ref_rejected) - (rejected - ref_chosen)
    return call.loss(-call.h), call.loss(call.beta * crossed), call.loss(-call.beta * crossed)


def _added(call):
    chosen, rejected, ref_chosen, ref_rejected = call.logps
    return call.loss(call.beta * ((chosen + ref_chosen) - (rejected + ref_rejected))), call.loss(
        call.beta * ((chosen - rejected) + (ref_chosen - ref_rejected))
    )


def _beta_ignored(call):
    return call.loss(call.log_ratios()), call.loss(call.log_ratios(0.1)), call.beta * call.loss(call.log_ratios())


def _beta_divides(call):
    return call.loss(call.log_ratios() / call.beta), call.loss() / call.beta


def _beta_twice(call):
    return call.loss(call.h * call.beta)


def _not_mean(call):
    return call.loss() * len(call.h)


def _negated(call):
    return -call.loss()


def _mean_first(call):
    return call.loss(np.full(1, call.h.mean()))


def _hinge_ignored(call):
    return call.loss(loss_type="sigmoid") if call.kind == "hinge" else call.loss(loss_type="hinge")


def _hinge_smoothed(call):
    smoothing = call.smoothing
    both = (1 - smoothing) * call.loss() + smoothing * call.loss(-call.h)
    return (both, (1 - smoothing) * call.loss()) if call.kind == "hinge" else ()


def _hinge_form(call):
    if call.kind != "hinge":
        return ()
    h = call.h
    return (np.maximum(0, -h).mean(), (1 - h).mean(), np.maximum(0, 1 + h).mean(), (np.maximum(0, 1 - h) ** 2).mean())


def _smoothing_ignored(call):
    return call.loss(label_smoothing=0.0)


def _smoothing_other(call):
    """Smoothing on the wrong side, half of it, of one term only, or TRL's robust loss, which subtracts."""
    if call.kind != "sigmoid" or not call.smoothing:
        return ()
    right, wrong, share = -_log_sigmoid(call.h), -_log_sigmoid(-call.h), call.smoothing
    forms = [share * right + (1 - share) * wrong, (1 - share / 2) * right + share / 2 * wrong, (1 - share) * right]
    forms += [right + share * wrong, (1 - share) * right - share * wrong]
    if share < 0.5:
        forms.append(((1 - share) * right - share * wrong) / (1 - 2 * share))
    return tuple(form.mean() for form in forms)


def _rewards(seen):
    return [np.asarray(one.values, np.float64) for one in returned(seen)[1:]]


def _rewards_are(variant):
    """Return a detector's predicate: the rewards are what this variant gives, and they are not right."""

    def sees(seen):
        call, got = _Call(seen), _rewards(seen)
        right = list(call.told[1:3])
        form = variant(call)
        alike = [a.shape == b.shape and _is(a, b) for a, b in zip(got, right, strict=True)]
        return not all(alike) and all(a.shape == np.shape(b) and _is(a, b) for a, b in zip(got, form, strict=True))

    return sees


def _rewards_without_beta(call):
    return call.told.chosen_rewards / call.beta, call.told.rejected_rewards / call.beta


def _rewards_without_reference(call):
    return call.beta * call.logps[0], call.beta * call.logps[1]


def _rewards_swapped(call):
    return call.told.rejected_rewards, call.told.chosen_rewards


def _rewards_negated(call):
    return -call.told.chosen_rewards, -call.told.rejected_rewards


def _no_three(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = returned(seen)
    return type(result) is not list or len(result) != 3 or not all(isinstance(one, Array) for one in result)


def _loss_each_pair(seen):
    return returned(seen)[0].values.shape != ()


def _one_reward(seen):
    """Not one reward for each pair."""
    return any(one.shape != np.shape(seen.args[0]) for one in _rewards(seen))


def _shapes_fit(seen):
    return all(np.shape(values) == np.shape(seen.args[0]) and np.ndim(values) == 1 for values in seen.args)


def _type_known(seen):
    return seen.kwargs.get("loss_type", "sigmoid") in ("sigmoid", "hinge")


def _smoothing_fits(seen):
    return 0 <= seen.kwargs.get("label_smoothing", 0) <= 0.5


def _good(seen):
    return _shapes_fit(seen) and _type_known(seen) and _smoothing_fits(seen)


def _accepted(fits):
    """Return a predicate: what does not fit was let in."""
    return lambda seen: seen.error is None and not fits(seen)


def _raises_other(seen):
    return not _good(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not seen.error.unsupported and _good(seen)


def _attached(seen):
    return any(seen.fields["attached"][1:])


def _detached(seen):
    return not seen.fields["attached"][0] and _is(_loss(seen), _Call(seen).told.loss)


def _gradients_missing(seen):
    """The loss is right and in a graph, and a policy's log-probabilities are not."""
    return None in seen.fields["gradients"][:2] and _is(_loss(seen), _Call(seen).told.loss)


def _overflow(seen):
    gradients = [one.values for one in seen.fields.get("gradients", [])[:2] if one is not None]
    return not all(np.isfinite(values).all() for values in (_loss(seen), *gradients))


def _clamped(seen):
    """Where h is far below 0, the loss stays small."""
    call = _Call(seen)
    return min(call.logps[0].min(), call.logps[1].min()) < -5_000 and not _is(_loss(seen), call.told.loss)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("shapes_accepted", _accepted(_shapes_fit)),
    Detector("type_accepted", _accepted(_type_known)),
    Detector("smoothing_accepted", _accepted(_smoothing_fits)),
    Detector("raises_other", _raises_other),
    Detector("refuses_good", _refuses_good),
    Detector("three_tensors", _no_three),
    Detector("loss_each_pair", _loss_each_pair),
    Detector("one_reward", _one_reward),
    Detector("numerics", _overflow),
    Detector("detached", _detached),
    Detector("detached", _gradients_missing),
    Detector("clamped", _clamped),
    Detector("smoothing_ignored", _gives(_smoothing_ignored)),
    Detector("hinge_ignored", _gives(_hinge_ignored)),
    Detector("hinge_form", _gives(_hinge_form)),
    Detector("smoothing_other", _gives(_smoothing_other)),
    Detector("no_reference", _gives(_no_reference)),
    Detector("swapped", _gives(_swapped)),
    Detector("not_mean", _gives(_not_mean)),
    Detector("mean_first", _gives(_mean_first)),
    Detector("negated", _gives(_negated)),
    Detector("beta_ignored", _gives(_beta_ignored)),
    Detector("beta_divides", _gives(_beta_divides)),
    Detector("beta_twice", _gives(_beta_twice)),
    Detector("added", _gives(_added)),
    Detector("hinge_smoothed", _gives(_hinge_smoothed)),
    Detector("rewards_without_beta", _rewards_are(_rewards_without_beta)),
    Detector("rewards_without_reference", _rewards_are(_rewards_without_reference)),
    Detector("rewards_swapped", _rewards_are(_rewards_swapped)),
    Detector("rewards_negated", _rewards_are(_rewards_negated)),
    Detector("attached", _attached),
]


# Batches


def _pairs(draw, beta=0.1, pairs=5):
    """Draw log-probabilities of answers: half the pairs with h below 0, some with h above 1, none near 0 or near 1."""
    random = np.random.default_rng(draw.getrandbits(32))
    references = random.uniform(-60.0, -10.0, (2, pairs))
    h = random.permutation(np.resize([-1.7, 0.5, 1.6, -0.4, 2.9, 0.7], pairs)) + random.uniform(-0.3, 0.3, pairs)
    rejected = references[1] + random.uniform(-9.0, 9.0, pairs)
    chosen = references[0] + (rejected - references[1]) + h / beta
    logps = np.stack([chosen, rejected, *references])
    logps -= np.maximum(logps.max(), -1.0) + 1.0  # all below 0; h is the same
    return tuple(logps.astype(np.float32))


def _misshapen(logps):
    """Return the arguments with other shapes: all of them, or a single one."""
    columns = tuple(values[:, None] for values in logps)
    scalars = tuple(np.asarray(values[0]) for values in logps)
    single = [
        (*logps[:place], other, *logps[place + 1 :])
        for place in range(4)
        for other in (columns[place], logps[place][:1], logps[place][:2], scalars[place])
    ]
    return [columns, scalars, *single]


def _betas(draw):
    return draw.choice((0.05, 0.2, 0.3)), draw.choice((0.5, 0.7, 0.9))


def _expect(got, told, tolerance=1e-5):
    """Require loss and rewards."""
    loss, *rewards = expect_tensors(got, *RESULTS)
    expect_close(loss, told.loss, "loss", tolerance=tolerance)
    for name, one, wanted in zip(RESULTS[1:], rewards, told[1:3], strict=True):
        expect_close(one, wanted, name, tolerance=tolerance)
    for name, one in zip(RESULTS, got, strict=True):
        expect_full_precision(one, name)


def _expect_loss(submission, logps, **settings):
    """Require the loss, whatever the rewards."""
    loss = expect_tensors(submission.call(NAME, *logps, arrays=True, **settings), *RESULTS)[0]
    expect_close(loss, dpo_of(*logps, **settings).loss, "loss")


def _expect_gradients(submission, logps, *, tolerance=1e-5, **settings):
    """Require loss, rewards and the gradient; a reference may have none, or the one that the formula gives it."""
    result = submission.call(NAME, *logps, then="gradients", of=(0, 1, 2, 3), **settings)
    told = dpo_of(*logps, **settings)
    _expect(result["value"], told, tolerance)
    for name, got, wanted in zip(ARGUMENTS[:2], result["gradients"], told.gradients, strict=False):
        expect_close(got, wanted, f"{name}.grad", tolerance=tolerance * min(1.0, settings.get("beta", 0.1)))
    return result


@pytest.mark.check(
    NAME, points=4, hint="loss", promise='"sigmoid": loss = mean of - (1 - label_smoothing) * log sigmoid(h)'
)
def test_loss(submission, draw):
    """The loss is the mean of -log sigmoid(h), where h compares the model with the reference."""
    small, large = _betas(draw)
    _expect_loss(submission, _pairs(draw))
    for beta in (large, small, 1.0):
        _expect_loss(submission, _pairs(draw, beta, draw.randint(3, 6)), beta=beta)
    _expect_loss(submission, _pairs(draw, pairs=1))
    policy = _pairs(draw)[:2]
    _expect_loss(submission, (*policy, *policy), beta=large)


@pytest.mark.check(
    NAME,
    points=2,
    hint="rewards",
    promise="chosen_rewards = beta * (chosen_logps - ref_chosen_logps), rejected_rewards",
)
def test_rewards(submission, draw):
    """Each pair has its rewards, with any loss, and they are detached from the graph."""
    for settings in ({}, {"beta": draw.choice(_betas(draw))}, {"beta": 0.5, "loss_type": "hinge"}):
        logps = _pairs(draw, settings.get("beta", 0.1), draw.randint(3, 6))
        told = dpo_of(*logps, **settings)
        _expect(submission.call(NAME, *logps, arrays=True, **settings), told)
        result = submission.call(NAME, *logps, then="gradients", of=(0, 1), **settings)
        _expect(result["value"], told)
        for name, attached in zip(RESULTS[1:], result["attached"][1:], strict=True):
            if attached:
                raise mismatch("equal", where=f"{name}.requires_grad", expected="False", got="True")


@pytest.mark.check(NAME, points=3, hint="hinge_form", promise='"hinge": loss = mean of max(0, 1 - h)')
def test_hinge(submission, draw):
    """The hinge loss is the mean of max(0, 1 - h), whatever the label smoothing."""
    for beta in (0.1, *_betas(draw)):
        _expect_loss(submission, _pairs(draw, beta), beta=beta, loss_type="hinge")
    _expect_loss(submission, _pairs(draw), beta=0.1, label_smoothing=0.3, loss_type="hinge")


@pytest.mark.check(
    NAME,
    points=2,
    hint="smoothing_other",
    promise="the share of pairs whose labels one believes to be swapped by mistake",
)
def test_label_smoothing(submission, draw):
    """With label smoothing, that share of the loss is the loss of the swapped pair."""
    for smoothing in (0.1, draw.choice((0.2, 0.3, 0.4)), 0.5):
        _expect_loss(submission, _pairs(draw), label_smoothing=smoothing)
        _expect_loss(submission, _pairs(draw, 0.5), beta=0.5, label_smoothing=smoothing, loss_type="sigmoid")


@pytest.mark.check(
    NAME, points=2, hint="gradient", promise="loss.backward() gives the gradient with respect to chosen_logps and"
)
def test_gradient(submission, draw):
    """backward() gives the gradient with respect to the log-probabilities of both answers."""
    for beta in _betas(draw):
        for settings in ({}, {"label_smoothing": 0.2}, {"loss_type": "hinge"}):
            _expect_gradients(submission, _pairs(draw, beta), beta=beta, **settings)


@pytest.mark.check(NAME, points=2, hint="numerics", promise="Log-probabilities may be as low as -10 000")
def test_numerically_sound(submission, draw):
    """With very low log-probabilities, loss and gradient stay finite and right."""
    near = [np.float32(values) for values in np.round(_pairs(draw, 1.0, 3), 2)]
    low = np.float32([-10_000.0, -9_000.0, -30.0])
    usual = np.float32([-40.0, -55.0, -20.0])
    cases = [(low, usual, usual, near[3]), (usual, low, near[2], usual), (low, near[1], low + np.float32(2.0), near[1])]
    for logps in cases:
        for settings in ({}, {"label_smoothing": 0.1}, {"loss_type": "hinge"}):
            beta = draw.choice((0.1, 0.5))
            _expect_gradients(submission, logps, tolerance=LOW, beta=beta, **settings)


@pytest.mark.check(
    NAME, points=1, hint="shapes_accepted", promise="loss_type is another one; label_smoothing is below 0 or above 0.5"
)
def test_bad_arguments(submission, draw):
    """It raises ValueError for another loss, for a smoothing out of range, and for shapes that do not fit."""
    logps = _pairs(draw, pairs=3)
    for settings in (
        {"loss_type": draw.choice(("ipo", "logistic", "robust"))},
        {"loss_type": draw.choice(("Sigmoid", "HINGE"))},
        {"loss_type": draw.choice(("sppo_hard", "sigmoid_norm"))},
        {"loss_type": ""},
        {"label_smoothing": -0.1},
        {"label_smoothing": 0.6},
        {"label_smoothing": 1.0, "loss_type": "hinge"},
    ):
        expect_raises("ValueError", lambda s=settings: submission.call(NAME, *logps, arrays=True, **s))
    for case in _misshapen(logps):
        for kind in ("sigmoid", "hinge"):
            expect_raises(
                "ValueError",
                lambda case=case, kind=kind: submission.call(NAME, *case, arrays=True, loss_type=kind),
            )

"""Hidden suite of exercise 4.6. The oracle is the formula in NumPy and float64, for the loss and for its gradient.

That it is what GRPOTrainer of TRL computes, frozen cases prove.
"""

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_raises, mismatch

NAME = "grpo_loss"
TYPES = ("grpo", "bnpo", "dr_grpo")
CLOSE = 1e-5


class Asked:
    """What a loss is asked about, in float64."""

    def __init__(self, logps, old_logps, advantages, mask, **options):
        self.logps, self.old, rows, self.mask = (
            np.asarray(values, np.float64) for values in (logps, old_logps, advantages, mask)
        )
        self.rows = rows[:, None]
        self.low = options.get("eps_low", 0.2)
        self.high = self.low if options.get("eps_high") is None else options["eps_high"]
        self.beta, self.type = options.get("beta", 0.0), options.get("loss_type", "grpo")
        self.most = options.get("max_completion_length")
        ref = options.get("ref_logps")
        if ref is None or self.beta == 0:
            ref = self.logps
        self.d = np.asarray(ref, np.float64) - self.logps
        self.ratio = np.exp(self.logps - self.old)

    def policy(self, low=None, high=None, pick=np.minimum, ratio=None):
        """The first term of each token."""
        low, high = self.low if low is None else low, self.high if high is None else high
        ratio = self.ratio if ratio is None else ratio
        return -pick(ratio * self.rows, np.clip(ratio, 1 - low, 1 + high) * self.rows)

    @property
    def divergence(self):
        """k3 of each token."""
        return np.expm1(self.d) - self.d

    @property
    def tokens(self):
        """The loss of each token."""
        return self.policy() + self.beta * self.divergence

    def mean(self, tokens, loss_type=None):
        """The loss of these tokens."""
        return float((tokens * self.shares(loss_type)).sum())

    def shares(self, loss_type=None):
        """How much each token's loss counts."""
        kind, counts = loss_type or self.type, self.mask.sum(axis=1, keepdims=True)
        if kind == "grpo":
            return self.mask / np.maximum(counts, 1) / len(self.mask)
        if kind == "bnpo":
            return self.mask / max(self.mask.sum(), 1)
        return self.mask / (len(self.mask) * (self.most or np.nan))


def loss_of(logps, old_logps, advantages, mask, **options):
    """Return the loss and its gradient with respect to logps."""
    asked = Asked(logps, old_logps, advantages, mask, **options)
    held = np.where(asked.rows > 0, asked.ratio > 1 + asked.high, asked.ratio < 1 - asked.low)
    slope = -np.where(held, 0.0, asked.ratio * asked.rows) - asked.beta * np.expm1(asked.d)
    return asked.mean(asked.tokens), slope * asked.shares()


# mistakes


def _asked(seen):
    return Asked(*seen.args, **seen.kwargs)


def _value(seen):
    result = seen.fields.get("value", seen.result)
    return float(np.asarray(result.values).reshape(()))


def _near(value, other):
    return bool(np.isclose(value, other, rtol=2e-5, atol=2e-6))


def _is_right(seen):
    return _near(_value(seen), loss_of(*seen.args, **seen.kwargs)[0])


def _gives(*variants):
    """A detector: the loss is one of what a variant makes of the call (a number or several), and wrong."""

    def sees(seen):
        if _is_right(seen):
            return False
        asked = _asked(seen)
        with np.errstate(all="ignore"):
            forms = [form for variant in variants for form in np.atleast_1d(variant(asked)).tolist()]
        return any(_near(_value(seen), form) for form in forms)

    return sees


def _tokens(*variants):
    """As `_gives`, of variants of the tokens' loss."""
    return _gives(*(lambda asked, variant=variant: asked.mean(variant(asked)) for variant in variants))


def _with_divergence(policy):
    return lambda asked: policy(asked) + asked.beta * asked.divergence


def _with_policy(divergence):
    return lambda asked: asked.policy() + divergence(asked)


def _unclipped(asked):
    return -asked.ratio * asked.rows


def _always_clipped(asked):
    return -np.clip(asked.ratio, 1 - asked.low, 1 + asked.high) * asked.rows


def _greater(asked):
    return asked.policy(pick=np.maximum)


def _log_ratio(asked):
    return asked.policy(ratio=asked.logps - asked.old)


def _upside_down(asked):
    return asked.policy(ratio=1 / asked.ratio)


def _of_the_row(asked):
    steps = ((asked.logps - asked.old) * asked.mask).sum(axis=1) / np.maximum(asked.mask.sum(axis=1), 1)
    return asked.policy(ratio=np.exp(steps)[:, None] + 0 * asked.logps)


def _reinforce(asked):
    return -asked.rows * asked.logps


def _clipped_logarithm(asked):
    clipped = np.exp(np.clip(asked.logps - asked.old, -asked.low, asked.high))
    return -np.minimum(asked.ratio * asked.rows, clipped * asked.rows)


def _negated_policy(asked):
    return -asked.policy()


def _everything_negated(asked):
    return -asked.mean(asked.tokens)


def _as_high_as_low(asked):
    return asked.policy(high=asked.low)


def _swapped(asked):
    return asked.policy(low=asked.high, high=asked.low)


def _not_around_one(asked):
    return -np.minimum(asked.ratio * asked.rows, np.clip(asked.ratio, asked.low, asked.high) * asked.rows)


def _k1(asked):
    return -asked.beta * asked.d


def _k1_reversed(asked):
    return asked.beta * asked.d


def _k2(asked):
    return asked.beta * asked.d**2 / 2


def _k3_reversed(asked):
    return asked.beta * (np.expm1(-asked.d) + asked.d)


def _ratio_only(asked):
    return asked.beta * np.expm1(asked.d)


def _subtracted(asked):
    return -asked.beta * asked.divergence


def _without_beta(asked):
    return asked.divergence


def _none(asked):
    return 0 * asked.d


def _against_old(asked):
    d = asked.old - asked.logps
    return asked.beta * (np.expm1(d) - d)


def _other_types(asked):
    return [asked.mean(asked.tokens, kind) for kind in TYPES if kind != asked.type]


def _as_grpo(asked):
    return asked.mean(asked.tokens, "grpo")


def _as_bnpo(asked):
    return asked.mean(asked.tokens, "bnpo")


def _masked_in_the_mean(asked):
    tokens = asked.tokens
    return [
        tokens.mean(),
        (tokens * asked.mask).mean(),
        tokens.sum() / max(asked.mask.sum(), 1),
        (tokens.sum(axis=1) / np.maximum(asked.mask.sum(axis=1), 1)).mean(),
        tokens.sum() / (len(tokens) * (asked.most or np.nan)),
    ]


def _summed(asked):
    total = (asked.tokens * asked.mask).sum()
    rows = (asked.tokens * asked.mask).sum(axis=1) / np.maximum(asked.mask.sum(axis=1), 1)
    return [total, total / len(asked.mask), rows.sum()]


def _by_width(asked):
    if asked.type != "dr_grpo":
        return []
    total = (asked.tokens * asked.mask).sum()
    return [total / asked.mask.size, total / (asked.most or np.nan), total / asked.mask.sum() / (asked.most or np.nan)]


def _filled_rows(asked):
    counts = asked.mask.sum(axis=1)
    if (counts > 0).all():
        return []
    rows = (asked.tokens * asked.mask).sum(axis=1) / np.maximum(counts, 1)
    return rows.sum() / max((counts > 0).sum(), 1)


def _by_sum_alone(asked):
    """Masked rows are left out of the mean, or the mean of all rows is that of those with tokens."""
    return (asked.tokens * asked.mask).sum() / np.maximum(asked.mask.sum(), 1) / len(asked.mask)


def _no_scalar(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.fields.get("value", seen.result)
    return not isinstance(result, Array) or result.values.shape != ()


def _bad(seen):
    options = seen.kwargs
    kind = options.get("loss_type", "grpo")
    missing = options.get("beta", 0.0) != 0 and options.get("ref_logps") is None
    return kind not in TYPES or (kind == "dr_grpo" and options.get("max_completion_length") is None) or missing


def _accepts_bad(seen):
    return seen.error is None and _bad(seen)


def _raises_other(seen):
    return seen.error is not None and _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not _bad(seen) and "ValueError" in (seen.error.type, *seen.error.kinds)


def _needs_option(seen):
    """None is computed with."""
    return seen.error is not None and seen.error.type == "TypeError" and "NoneType" in seen.error.message


def _not_by_row(seen):
    """The advantages have a dimension less than the tokens."""
    return seen.error is not None and "must match the size of tensor" in seen.error.message


def _detached(seen):
    return seen.fields["gradients"] == [None] and _is_right(seen)


def _not_a_number(seen):
    return not np.isfinite(_value(seen))


def _other_gradient(seen):
    """The loss is right, and its gradient is wrong where the mask is 1."""
    wanted = loss_of(*seen.args, **seen.kwargs)[1]
    kept = np.asarray(seen.args[3]) == 1
    [gradient] = seen.fields["gradients"]
    return _is_right(seen) and not np.allclose(gradient.values[kept], wanted[kept], rtol=CLOSE, atol=CLOSE)


def _rows_mixed_up(seen):
    """The advantages go along the tokens of a row, not along the rows."""
    logps = np.asarray(seen.args[0])
    if logps.shape[0] != logps.shape[1] or _is_right(seen):
        return False
    asked = _asked(seen)
    asked.rows = asked.rows.T
    return _near(_value(seen), asked.mean(asked.tokens))


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("raises_other", _raises_other),
    Detector("accepts_bad", _accepts_bad),
    Detector("refuses_good", _refuses_good),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("none_computed", _needs_option),
    Detector("rows_mixed_up", _not_by_row),
    Detector("no_scalar", _no_scalar),
    Detector("ignored_reference", lambda seen: seen.kwargs.get("beta", 0) == 0 and _not_a_number(seen)),
    Detector("not_finite", _not_a_number),
    Detector("detached", _detached),
    Detector("gradient", _other_gradient),
    Detector("high_ignored", _tokens(_with_divergence(_as_high_as_low))),
    Detector("bounds_swapped", _tokens(_with_divergence(_swapped))),
    Detector("not_clipped", _tokens(_with_divergence(_unclipped))),
    Detector("always_clipped", _tokens(_with_divergence(_always_clipped))),
    Detector("greater", _tokens(_with_divergence(_greater))),
    Detector("around_one", _tokens(_with_divergence(_not_around_one), _with_divergence(_clipped_logarithm))),
    Detector("log_ratio", _tokens(_with_divergence(_log_ratio))),
    Detector("ratio_upside_down", _tokens(_with_divergence(_upside_down))),
    Detector("sequence_ratio", _tokens(_with_divergence(_of_the_row))),
    Detector("no_ratio", _tokens(_with_divergence(_reinforce))),
    Detector("negated", _gives(_everything_negated)),
    Detector("negated", _tokens(_with_divergence(_negated_policy))),
    Detector("no_divergence", _tokens(_with_policy(_none))),
    Detector("divergence_kind", _tokens(*map(_with_policy, (_k1, _k1_reversed, _k2, _ratio_only)))),
    Detector("divergence_reversed", _tokens(_with_policy(_k3_reversed))),
    Detector("divergence_sign", _tokens(_with_policy(_subtracted))),
    Detector("beta_ignored", _tokens(_with_policy(_without_beta))),
    Detector("against_old", _tokens(_with_policy(_against_old))),
    Detector("filled_rows", _gives(_filled_rows)),
    Detector("token_mean", _gives(_as_bnpo)),
    Detector("mean_of_means", _gives(_as_grpo)),
    Detector("other_type", _gives(_other_types)),
    Detector("width", _gives(_by_width)),
    Detector("masked_counted", _gives(_masked_in_the_mean)),
    Detector("summed", _gives(_summed)),
    Detector("summed", _gives(_by_sum_alone)),
    Detector("rows_mixed_up", _rows_mixed_up),
]


# checks


def _batch(draw, rows=4, length=6, spread=1.0):
    """Draw a batch in which, for advantages of both signs, ratios are below, between and above the bounds.

    No two rows have as many tokens; the tokens of a row may have gaps between them.
    """
    numbers = np.random.default_rng(draw.getrandbits(32))
    old = -numbers.uniform(0.2, 3.0, (rows, length)) - 1.5 * (spread - 1)
    jumps = np.resize([0.45, -0.5, 0.05, -0.07, 0.9, -0.25], length)
    steps = np.stack([numbers.permutation(jumps) for _ in range(rows)]) * spread
    steps += numbers.uniform(-0.02, 0.02, steps.shape) * spread
    advantages = numbers.uniform(0.4, 2.0, rows) * np.where(np.arange(rows) % 2, -1, 1)
    mask = np.zeros((rows, length), np.int64)
    for row, count in enumerate(numbers.permutation(np.linspace(2, length, rows).round().astype(int))):
        mask[row, numbers.permutation(length)[:count]] = 1
    logps = np.minimum(old + steps, -0.01)
    return logps.astype(np.float32), old.astype(np.float32), advantages.astype(np.float32), mask


def _reference(draw, logps):
    numbers = np.random.default_rng(draw.getrandbits(32))
    return (logps + 0.15 + 0.5 * numbers.normal(0, 1, logps.shape)).astype(np.float32)


def _expect(submission, batch, **options):
    got = submission.call(NAME, *batch, arrays=True, **options)
    _expect_precision(got)
    expect_close(got, loss_of(*batch, **options)[0])


def _expect_precision(got):
    if isinstance(got, Array) and got.dtype not in ("float32", "float64"):
        raise mismatch("type", expected="float32", got=got.dtype, kind="float32", found=got.dtype)


def _expect_gradient(submission, batch, **options):
    told = submission.call(NAME, *batch, then="gradients", **options)
    loss, slope = loss_of(*batch, **options)
    expect_close(told["value"], loss)
    expect_close(told["gradients"][0], slope, "logps.grad")


@pytest.mark.check(NAME, points=4, hint="objective", promise="-min(r * A, clip(r, 1 - eps_low, 1 + eps_high) * A)")
def test_clipped_objective(submission, draw):
    """The loss of a token is minus the smaller of two products: advantage times ratio, advantage times clipped ratio."""
    for rows, length, spread in ((4, 6, 1.0), (2, 5, 1.0), (1, 6, 1.0), (4, 6, 3.0)):
        _expect(submission, _batch(draw, rows, length, spread))
    full = _batch(draw, 5, 5)
    _expect(submission, (*full[:3], np.ones_like(full[3])))
    _expect(submission, _batch(draw), eps_low=0.3)
    _expect(submission, _batch(draw), eps_low=0.1, eps_high=0.4)
    _expect(submission, _batch(draw), eps_high=0.28)
    _expect(submission, _batch(draw), eps_high=0.0)


@pytest.mark.check(NAME, points=3, hint="divergence", promise="+ beta * (exp(d) - 1 - d)")
def test_divergence(submission, draw):
    """Where beta is not 0, beta times k3 is added to each token's loss; where it is 0, nothing is."""
    for beta, kind in ((0.3, "grpo"), (0.04, "grpo"), (1.5, "bnpo")):
        batch = _batch(draw)
        _expect(submission, batch, ref_logps=_reference(draw, batch[0]), beta=beta, loss_type=kind)
    batch = _batch(draw)
    _expect(submission, batch, ref_logps=_reference(draw, batch[0]), beta=0.0)
    _expect(submission, batch, ref_logps=np.full_like(batch[0], np.nan), beta=0.0)
    _expect(submission, batch, ref_logps=batch[0], beta=0.5)


@pytest.mark.check(NAME, points=3, hint="other_type", promise="a mean of means")
def test_loss_types(submission, draw):
    """Tokens are averaged as loss_type says: in each row and then over rows, over all tokens, or by a fixed length."""
    for kind in (*TYPES, "dr_grpo"):
        batch, most = _batch(draw), draw.choice((7, 9, 20))
        _expect(submission, batch, loss_type=kind, max_completion_length=most)
        options = {"ref_logps": _reference(draw, batch[0]), "beta": 0.3, "eps_high": 0.3}
        _expect(submission, batch, loss_type=kind, max_completion_length=most, **options)
    _expect(submission, _batch(draw, 3, 8), loss_type="bnpo")


@pytest.mark.check(NAME, points=2, hint="masked_counted", promise="they change nothing, and logps gets the gradient 0")
def test_mask(submission, draw):
    """What stands at masked places changes nothing; rows without tokens count in B, and without any the loss is 0."""
    for kind in TYPES:
        logps, old, advantages, mask = _batch(draw)
        ref = _reference(draw, logps)
        mask[draw.randrange(4)] = 0
        options = {"loss_type": kind, "max_completion_length": 11, "ref_logps": ref, "beta": 0.2}
        _expect_gradient(submission, (logps, old, advantages, mask), **options)
        numbers = np.random.default_rng(draw.getrandbits(32))
        noise = numbers.uniform(-20, 0, logps.shape).astype(np.float32)
        moved = [np.where(mask == 1, values, np.roll(noise, n)) for n, values in enumerate((logps, old, ref))]
        _expect_gradient(submission, (*moved[:2], advantages, mask), **(options | {"ref_logps": moved[2]}))
        _expect_gradient(submission, (logps, old, advantages, np.zeros_like(mask)), **options)
        lone = np.zeros_like(mask)
        lone[draw.randrange(len(mask)), draw.randrange(mask.shape[1])] = 1
        _expect_gradient(submission, (logps, old, advantages, lone), **options)


@pytest.mark.check(NAME, points=2, hint="gradient", promise="the first term has no gradient")
def test_gradient(submission, draw):
    """backward() gives the gradient: none for the first term of clipped tokens, all of it for the others."""
    logps, old, advantages, mask = _batch(draw)
    _expect_gradient(submission, (old, old, advantages, mask))
    for kind in TYPES:
        batch = _batch(draw)
        options = {"loss_type": kind, "max_completion_length": 9}
        _expect_gradient(submission, batch, **options)
        options |= {"ref_logps": _reference(draw, batch[0]), "beta": 0.3, "eps_low": 0.1, "eps_high": 0.3}
        _expect_gradient(submission, batch, **options)
    _expect_gradient(submission, (logps, old, np.zeros_like(advantages), mask))


@pytest.mark.check(NAME, points=2, hint="accepts_bad", promise='it is "dr_grpo" without max_completion_length')
def test_bad_arguments(submission, draw):
    """It raises ValueError for an unknown loss_type, for dr_grpo without a length, for beta without a reference."""
    batch = _batch(draw)
    calls = [{"loss_type": word} for word in ("GRPO", "", "dr-grpo", "ppo", "dapo")]
    calls += [{"loss_type": "dr_grpo"}, {"loss_type": "dr_grpo", "max_completion_length": None}]
    calls += [{"beta": 0.04}, {"beta": 0.3, "ref_logps": None, "loss_type": "bnpo"}]
    for options in calls:
        expect_raises("ValueError", lambda options=options: submission.call(NAME, *batch, arrays=True, **options))
    for kind in ("grpo", "bnpo"):
        _expect(submission, batch, loss_type=kind, max_completion_length=None)

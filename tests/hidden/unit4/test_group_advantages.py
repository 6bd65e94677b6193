"""Hidden suite of exercise 4.4. The oracle is the formula in NumPy and float64; frozen cases hold it equal to TRL."""

import numpy as np
import pytest

from smol_grade.arrays import Array
from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_close, expect_raises, mismatch

NAME = "group_advantages"
CLOSE = 3e-5
"""Advantages are about 1; leaving eps out changes them by 1e-4 and more."""
SCALES = ("group", "batch", "none")


def totals_of(rewards, weights=None):
    """The weighted sum of what is there in each row, nan where nothing is."""
    rows = np.asarray(rewards, np.float64).reshape(len(rewards), -1)
    factors = np.ones(rows.shape[1]) if weights is None else np.asarray(weights, np.float64)
    totals = np.nansum(rows * factors, axis=1)
    totals[np.isnan(rows).all(axis=1)] = np.nan
    return totals


def moments(values):
    """Mean and standard deviation (Bessel's) of what is there; 0 where too little is."""
    there = values[~np.isnan(values)]
    return (there.mean() if there.size else 0.0), (there.std(ddof=1) if there.size > 1 else 0.0)


def advantages_of(rewards, num_generations, weights=None, scale="group", eps=1e-4):
    """The advantage of each completion."""
    totals = totals_of(rewards, weights)
    result = np.zeros(len(totals))
    eps = eps or np.finfo(float).tiny
    for begin in range(0, len(totals), num_generations):
        group = totals[begin : begin + num_generations]
        mean, deviation = moments(group)
        deviation = moments(totals)[1] if scale == "batch" else deviation
        result[begin : begin + num_generations] = (group - mean) / (1.0 if scale == "none" else deviation + eps)
    return np.nan_to_num(result, nan=0.0)


# mistakes


class _Asked:
    """What a call was about, and what came back."""

    def __init__(self, seen):
        self.rewards, self.size = np.asarray(seen.args[0], np.float64), seen.args[1]
        options = dict(seen.kwargs)
        self.weights = options.get("weights")
        self.scale, self.eps = options.get("scale", "group"), options.get("eps", 1e-4)
        value = seen.fields["value"] if "arguments" in seen.fields else seen.result
        self.got = np.asarray(value.values, np.float64)
        self.totals = totals_of(self.rewards, self.weights)

    @property
    def right(self):
        return advantages_of(self.rewards, self.size, self.weights, self.scale, self.eps)

    def is_(self, values):
        return self.got.shape == np.shape(values) and np.allclose(
            self.got, values, rtol=CLOSE, atol=CLOSE, equal_nan=True
        )

    def of(self, totals, *, mean="group", std=None, ddof=1, eps=None, size=None):
        """The advantages with another total, mean or deviation; what is missing poisons its group, as in torch."""
        std, eps, size = std or self.scale, self.eps if eps is None else eps, size or self.size
        groups = np.asarray(totals, np.float64).reshape(-1, size)
        with np.errstate(all="ignore"):
            middle = groups.mean(axis=1, keepdims=True) if mean == "group" else groups.mean()
            width = {"group": groups.std(axis=1, keepdims=True, ddof=ddof), "batch": groups.std(ddof=ddof)}.get(std)
            return ((groups - middle) / (1.0 if width is None else width + eps)).reshape(-1)


def _gives(*variants):
    """A detector: the advantages are what one of these variants makes of the call, and wrong."""

    def sees(seen):
        asked = _Asked(seen)
        return not asked.is_(asked.right) and any(asked.is_(variant(asked)) for variant in variants)

    return sees


def _plain(asked):
    """The rewards' totals as torch gives them where one does not care for nan."""
    rows = asked.rewards.reshape(len(asked.rewards), -1)
    return (rows * (np.ones(rows.shape[1]) if asked.weights is None else asked.weights)).sum(axis=1)


def _filled(asked):
    return np.nan_to_num(asked.totals, nan=0.0)


def _population(asked):
    def moments_of_all(values):
        there = values[~np.isnan(values)]
        return (there.mean() if there.size else 0.0), (there.std() if there.size else 0.0)

    groups = asked.totals.reshape(-1, asked.size)
    result = []
    for group in groups:
        mean, deviation = moments_of_all(group)
        deviation = moments_of_all(asked.totals)[1] if asked.scale == "batch" else deviation
        result += list((group - mean) / (1.0 if asked.scale == "none" else deviation + asked.eps))
    return np.nan_to_num(np.array(result), nan=0.0)


def _strided(asked):
    groups = asked.totals.reshape(asked.size, -1).T
    inner = advantages_of(groups.reshape(-1), asked.size, None, asked.scale, asked.eps)
    return inner.reshape(groups.shape).T.reshape(-1)


def _leave_one_out(asked):
    groups = asked.totals.reshape(-1, asked.size)
    return (groups - (groups.sum(axis=1, keepdims=True) - groups) / (asked.size - 1)).reshape(-1)


def _variance(asked):
    groups = asked.totals.reshape(-1, asked.size)
    return (
        (groups - groups.mean(axis=1, keepdims=True)) / (groups.var(axis=1, ddof=1, keepdims=True) + asked.eps)
    ).reshape(-1)


def _eps_in_the_root(asked):
    groups = asked.totals.reshape(-1, asked.size)
    width = np.sqrt(groups.var(axis=1, ddof=1, keepdims=True) + asked.eps)
    return ((groups - groups.mean(axis=1, keepdims=True)) / width).reshape(-1)


def _eps_at_least(asked):
    groups = asked.totals.reshape(-1, asked.size)
    width = np.maximum(groups.std(axis=1, ddof=1, keepdims=True), asked.eps)
    return ((groups - groups.mean(axis=1, keepdims=True)) / width).reshape(-1)


def _unweighted(asked):
    return advantages_of(asked.rewards, asked.size, None, asked.scale, asked.eps)


def _with_totals(change):
    return lambda asked: advantages_of(change(asked), asked.size, None, asked.scale, asked.eps)


def _mean_of_functions(asked):
    rows = asked.rewards.reshape(len(asked.rewards), -1)
    weights = np.ones(rows.shape[1]) if asked.weights is None else np.asarray(asked.weights)
    return (
        asked.totals / rows.shape[1],
        asked.totals / weights.sum(),
        asked.totals / np.maximum((~np.isnan(rows)).sum(axis=1), 1),
    )


def _each_function_first(asked):
    rows = asked.rewards.reshape(len(asked.rewards), -1)
    weights = np.ones(rows.shape[1]) if asked.weights is None else asked.weights
    parts = [advantages_of(column, asked.size, None, asked.scale, asked.eps) for column in rows.T]
    return sum(weight * part for weight, part in zip(weights, parts, strict=True))


def _only_the_first(asked):
    return asked.rewards.reshape(len(asked.rewards), -1)[:, 0]


def _any_missing(asked):
    rows = asked.rewards.reshape(len(asked.rewards), -1)
    return np.where(np.isnan(rows).any(axis=1), np.nan, asked.totals)


def _mean_of_all(asked):
    """The sum of what is there, divided by how many there should be."""
    groups = asked.totals.reshape(-1, asked.size)
    middle = np.nansum(groups, axis=1, keepdims=True) / asked.size
    return np.nan_to_num(((groups - middle) / _widths(asked)).reshape(-1), nan=0.0)


def _count_of_all(asked):
    """The mean is right; the squares are divided by G - 1, however many are there."""
    groups = asked.totals.reshape(-1, asked.size)
    middle = np.array([[moments(group)[0]] for group in groups])
    width = np.sqrt(np.nansum((groups - middle) ** 2, axis=1, keepdims=True) / (asked.size - 1)) + asked.eps
    return np.nan_to_num(((groups - middle) / width).reshape(-1), nan=0.0)


def _widths(asked):
    if asked.scale == "none":
        return 1.0
    if asked.scale == "batch":
        return moments(asked.totals)[1] + asked.eps
    return np.array([[moments(group)[1] + asked.eps] for group in asked.totals.reshape(-1, asked.size)])


def _deviation_of_differences(asked):
    groups = asked.totals.reshape(-1, asked.size)
    differences = (groups - np.array([[moments(group)[0]] for group in groups])).reshape(-1)
    return np.nan_to_num(differences / (moments(differences)[1] + asked.eps), nan=0.0)


def _where_missing(sees):
    """A detector that looks only at rewards of which some are missing."""
    return lambda seen: bool(np.isnan(np.asarray(seen.args[0], np.float64)).any()) and sees(seen)


def _poisoned(seen):
    """Numbers that are not finite, where something is missing."""
    asked = _Asked(seen)
    return bool(np.isnan(asked.rewards).any()) and not np.isfinite(asked.got).all()


def _not_finite(seen):
    return not np.isfinite(_Asked(seen).got).all()


def _no_tensor(seen):
    if seen.error is not None:
        return seen.error.unsupported
    value = seen.fields["value"] if "arguments" in seen.fields else seen.result
    return not isinstance(value, Array) or value.type != "Tensor"


def _other_shape(seen):
    asked = _Asked(seen)
    return asked.got.shape != asked.totals.shape


def _two_dimensions_only(seen):
    words = (
        "Dimension out of range",
        "not enough values to unpack",
        "too many indices",
        "must match",
        "index 1 is out",
        "tuple index out",
        "index out of range",
    )
    return seen.error is not None and any(word in seen.error.message for word in words)


def _bad(seen):
    rewards, size = np.asarray(seen.args[0]), seen.args[1]
    weights = seen.kwargs.get("weights")
    count = 1 if rewards.ndim == 1 else rewards.shape[1]
    wrong = size < 2 or len(rewards) % size or seen.kwargs.get("scale", "group") not in SCALES
    return bool(wrong) or (weights is not None and len(weights) != count)


def _accepts_bad(seen):
    return seen.error is None and _bad(seen)


def _raises_other(seen):
    return seen.error is not None and _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not _bad(seen) and "ValueError" in (seen.error.type, *seen.error.kinds)


def _changed(seen):
    after = seen.fields["arguments"][0]
    return not np.array_equal(after.values, np.asarray(seen.args[0]), equal_nan=True)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("raises_other", _raises_other),
    Detector("accepts_bad", _accepts_bad),
    Detector("refuses_good", _refuses_good),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("two_dimensions", _two_dimensions_only),
    Detector("no_tensor", _no_tensor),
    Detector("other_shape", _other_shape),
    Detector("changed_in_place", _changed),
    Detector("missing_as_zero", _gives(lambda asked: asked.of(_filled(asked)))),
    Detector("missing_as_zero", _gives(lambda asked: np.where(np.isnan(asked.totals), 0, asked.of(_filled(asked))))),
    Detector("missing_counted", _where_missing(_gives(_mean_of_all, _count_of_all))),
    Detector("any_missing", _gives(_with_totals(_any_missing))),
    Detector("any_missing", _gives(lambda asked: np.nan_to_num(asked.of(_plain(asked)), nan=0.0))),
    Detector("poisoned", _poisoned),
    Detector("not_finite", _not_finite),
    Detector("eps_ignored", _gives(lambda asked: advantages_of(asked.rewards, asked.size, asked.weights, asked.scale))),
    Detector("population", _gives(_population)),
    Detector("strided", _gives(_strided)),
    Detector(
        "always_group",
        _gives(lambda asked: advantages_of(asked.rewards, asked.size, asked.weights, "group", asked.eps)),
    ),
    Detector("batch_mean", _gives(lambda asked: asked.of(asked.totals, mean="batch"))),
    Detector("batch_mean", _gives(lambda asked: asked.of(asked.totals, mean="batch", std="batch"))),
    Detector(
        "other_scale",
        _gives(
            *(lambda asked, s=s: advantages_of(asked.rewards, asked.size, asked.weights, s, asked.eps) for s in SCALES)
        ),
    ),
    Detector("batch_of_differences", _gives(_deviation_of_differences)),
    Detector("weights_ignored", _gives(_unweighted)),
    Detector(
        "weights_averaged", _gives(*(_with_totals(lambda asked, n=n: _mean_of_functions(asked)[n]) for n in range(3)))
    ),
    Detector("only_the_first", _gives(_with_totals(_only_the_first))),
    Detector("each_function_first", _gives(_each_function_first)),
    Detector("negated", _gives(lambda asked: -asked.right)),
    Detector(
        "no_baseline",
        _gives(
            lambda asked: asked.totals,
            lambda asked: (asked.totals.reshape(-1, asked.size) / _widths(asked)).reshape(-1),
        ),
    ),
    Detector("leave_one_out", _gives(_leave_one_out)),
    Detector("variance", _gives(_variance)),
    Detector("no_eps", _gives(lambda asked: advantages_of(asked.rewards, asked.size, asked.weights, asked.scale, 0.0))),
    Detector("eps_place", _gives(_eps_in_the_root, _eps_at_least)),
]


# checks


def _numbers(draw):
    return np.random.default_rng(draw.getrandbits(32))


def _rewards(draw, groups=3, size=4, functions=None, dtype="float32"):
    """Draw rewards; groups differ in their mean and their spread."""
    numbers = _numbers(draw)
    shape = (groups, size) if functions is None else (groups, size, functions)
    spread = numbers.permutation(np.linspace(0.3, 2.0, groups)).reshape(-1, *[1] * (len(shape) - 1))
    middle = numbers.permutation(np.linspace(-3.0, 3.0, groups)).reshape(spread.shape)
    values = middle + spread * numbers.normal(0, 1, shape)
    return values.reshape(groups * size, *shape[2:]).astype(dtype)


def _far_from_zero(draw, groups=3, size=4):
    """Draw rewards around 100 and -100, some groups with a spread of 20; float32 holds them, and their means, exactly."""
    numbers = _numbers(draw)
    spread = numbers.permutation(np.resize([64, 1280, 256], groups))[:, None]
    steps = np.rint(spread * numbers.permuted(np.resize([-1.2, -0.4, 0.3, 1.4], (groups, size)), axis=1))
    middle = numbers.choice((-100, 100), (groups, 1))
    return (middle + steps / 64).reshape(-1).astype(np.float32)


def _expect(submission, rewards, size, **options):
    got = submission.call(NAME, rewards, size, arrays=True, **options)
    expect_close(got, advantages_of(rewards, size, **options), tolerance=CLOSE)
    _expect_floats(got)


def _expect_floats(got):
    if got.dtype not in ("float32", "float64"):
        raise mismatch("type", expected="float32", got=got.dtype, kind="float32", found=got.dtype)


@pytest.mark.check(
    NAME, points=4, hint="advantages", promise="(total[i] - mean of the totals of i's group) / (std + eps)"
)
def test_advantages(submission, draw):
    """The advantage is the reward less the mean of its group, divided by the group's standard deviation plus eps."""
    for groups, size, dtype in ((3, 4, "float32"), (2, 5, "float64"), (4, 2, "float32"), (1, 6, "float32")):
        _expect(submission, _rewards(draw, groups, size, dtype=dtype), size)
    _expect(submission, _rewards(draw, 2, 3), 3, eps=draw.choice((0.25, 0.5)))
    _expect(submission, (np.arange(12) % draw.choice((2, 3)) == 0).astype(np.float32), 6)


@pytest.mark.check(NAME, points=2, hint="several_rewards", promise="sum over f of weights[f] * rewards[i, f]")
def test_several_rewards(submission, draw):
    """Several reward functions are added up, each with its weight, before the mean is taken."""
    for functions, weights in ((2, None), (2, [0.5, 2.0]), (3, [1.0, -0.5, 0.25]), (1, [3.0]), (2, [0.0, 1.0])):
        options = {} if weights is None else {"weights": weights}
        _expect(submission, _rewards(draw, 3, 4, functions), 4, **options)
    _expect(submission, _rewards(draw, 2, 3), 3, weights=[0.0625], eps=0.01)


@pytest.mark.check(NAME, points=3, hint="other_scale", promise='and with "batch" that of the totals of all N rows')
def test_scales(submission, draw):
    """The deviation is the group's, or the batch's, or nothing is divided; the mean is the group's in all three."""
    for scale in (*SCALES, "batch"):
        _expect(submission, _rewards(draw), 4, scale=scale)
        _expect(submission, _rewards(draw, 2, 3, 2), 3, scale=scale, weights=[1.0, 0.5], eps=0.125)
        _expect(submission, _far_from_zero(draw), 4, scale=scale)


@pytest.mark.check(NAME, points=1, hint="not_finite", promise="its advantages are 0 (up to rounding), not nan")
def test_equal_rewards(submission, draw):
    """In a group whose totals are equal, all advantages are 0."""
    reward = draw.choice((1.0, 0.5, -2.0, 3.25))
    mixed = np.concatenate([np.full(4, reward), _rewards(draw, 1, 4), np.zeros(4)]).astype(np.float32)
    for scale in SCALES:
        for rewards in (np.full(8, reward, np.float32), mixed, np.zeros(4, np.float32)):
            _expect(submission, rewards, 4, scale=scale)
    _expect(submission, np.array([[1, 0], [0, 2], [0.5, 1]], np.float32), 3, weights=[1.0, 0.5])


@pytest.mark.check(NAME, points=2, hint="missing", promise="It counts in no mean, no count and no standard deviation")
def test_missing_rewards(submission, draw):
    """What is missing (nan) counts nowhere; a completion without any reward has the advantage 0."""
    for scale in SCALES:
        row = _rewards(draw, 3, 4)
        row[[draw.randrange(4), 4 + draw.randrange(4)]] = np.nan
        table = _rewards(draw, 3, 4, 2)
        table[draw.randrange(4), draw.randrange(2)] = np.nan
        table[4 + draw.randrange(4)] = np.nan
        lonely = _rewards(draw, 3, 3)
        lonely[:3], lonely[4:6] = np.nan, np.nan
        for rewards, size, options in ((row, 4, {}), (table, 4, {"weights": [1.0, 0.5]}), (lonely, 3, {})):
            _expect_untouched(submission, rewards, size, scale=scale, **options)


def _expect_untouched(submission, rewards, size, **options):
    told = submission.call(NAME, rewards, size, arrays=True, then="arguments", **options)
    after = told["arguments"][0]
    if not isinstance(after, Array) or not np.array_equal(after.values, rewards, equal_nan=True):
        raise mismatch(
            "close", where="rewards after the call", expected=repr(Array(rewards, "float32", "Tensor")), got=after
        )
    expect_close(told["value"], advantages_of(rewards, size, **options), tolerance=CLOSE)


@pytest.mark.check(NAME, points=2, hint="accepts_bad", promise="N is no multiple of it; scale is another word")
def test_bad_arguments(submission, draw):
    """It raises ValueError for groups of less than 2, rows that fill no groups, an unknown scale, other weights."""
    row, table = _rewards(draw, 2, 6), _rewards(draw, 2, 6, 2)
    calls = [(row, 1, {}), (row, 0, {}), (row, -2, {}), (row, 5, {}), (table, 7, {}), (table, 24, {})]
    calls += [(row, 6, {"scale": word}) for word in ("std", "Group", "", "batches")]
    calls += [
        (row, 6, {"weights": [1.0, 1.0]}),
        (table, 6, {"weights": [1.0]}),
        (table, 6, {"weights": [1.0, 2.0, 3.0]}),
    ]
    calls += [(row, 6, {"weights": []})]
    for rewards, size, options in calls:
        expect_raises(
            "ValueError",
            lambda rewards=rewards, size=size, options=options: submission.call(
                NAME, rewards, size, arrays=True, **options
            ),
        )
    _expect(submission, row, 2, scale="batch", weights=[2.0])

"""Intervals and comparisons are those of the textbooks: compared with scipy and with formulas written anew."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from scipy import optimize, stats

from smol_leaderboard.evaluate import statistics


@pytest.mark.parametrize(("right", "n"), [(0, 5), (1, 20), (540, 1319), (96, 200), (5, 5)])
def test_wilson_is_scipys(right: int, n: int) -> None:
    """The bounds of a proportion are those of scipy's `proportion_ci(method="wilson")`."""
    theirs = stats.binomtest(right, n).proportion_ci(0.95, method="wilson")
    assert pytest.approx((theirs.low, theirs.high), abs=1e-12) == statistics.wilson(right / n, n)


def test_published_intervals() -> None:
    """GSM8K 40.9 % of 1,319 has [38.2, 43.5]; 48.2 % of 200 has [41.4, 55.1]."""
    assert (0.382, 0.435) == pytest.approx(statistics.wilson(0.409, 1319), abs=1e-3)
    assert (0.414, 0.551) == pytest.approx(statistics.wilson(0.482, 200), abs=1e-3)


def test_wilson_inverts_the_score_test() -> None:
    """A bound is the share whose z-score against what was seen is 1.96: solved numerically, not by the formula."""
    seen, n = 0.3, 50
    low, high = statistics.wilson(seen, n)

    def score(p: float) -> float:
        return abs(seen - p) / math.sqrt(p * (1 - p) / n) - stats.norm.ppf(0.975)

    assert pytest.approx((optimize.brentq(score, 0.01, seen), optimize.brentq(score, seen, 0.99))) == (low, high)


def test_a_proportions_error_is_lm_evals() -> None:
    """The standard error is the one that lm-eval reports for a mean."""
    from lm_eval.api.metrics import mean_stderr

    points = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    found = statistics.proportion(points)
    assert pytest.approx((4 / 7, mean_stderr(points))) == (found.value, found.stderr)


def test_equal_weights_give_the_mean() -> None:
    """A ratio with weights of one is the mean, its interval scipy's normal one."""
    values = [1.5, 0.2, 2.2, 0.9, 1.1]
    found = statistics.ratio(values, [1.0] * 5)
    low, high = stats.norm.interval(0.95, np.mean(values), stats.sem(values))
    assert pytest.approx((np.mean(values), stats.sem(values), low, high)) == tuple(found)


def test_a_ratios_error_is_that_of_the_draws() -> None:
    """Over many samples drawn anew, the ratio scatters by the standard error that one of them reports."""
    draw = np.random.default_rng(5)
    ratios, errors = [], []
    for _ in range(600):
        weights = draw.integers(20, 400, 80).astype(float)
        sums = weights * draw.normal(1.2, 0.3, 80)
        found = statistics.ratio(list(sums), list(weights))
        ratios.append(found.value)
        errors.append(found.stderr)
    assert pytest.approx(np.std(ratios, ddof=1), rel=0.1) == float(np.mean(errors))


def test_the_paired_bootstrap_is_scipys() -> None:
    """Of 10,000 draws, the bounds of a paired difference agree with scipy's percentile bootstrap."""
    draw = np.random.default_rng(7)
    first = (draw.random(200) < 0.4).astype(float)
    second = np.where(draw.random(200) < 0.8, first, (draw.random(200) < 0.7).astype(float))
    theirs = stats.bootstrap((second - first,), np.mean, method="percentile", rng=1).confidence_interval
    found = statistics.paired(list(first), list(second), [1.0] * 200)
    assert pytest.approx(float(np.mean(second - first))) == found.value
    assert pytest.approx((theirs.low, theirs.high), abs=0.006) == (found.low, found.high)


def test_the_same_comparison_gives_the_same_bounds() -> None:
    """The draws are fixed; another seed draws others."""
    first, second = [float(i % 3 == 0) for i in range(40)], [float(i % 2 == 0) for i in range(40)]
    weights = [1.0 + i for i in range(40)]
    once = statistics.paired(first, second, weights, resamples=500)
    assert once == statistics.paired(first, second, weights, resamples=500)
    assert once != statistics.paired(first, second, weights, resamples=500, seed="another")


def test_ties_are_seen() -> None:
    """The same model twice is a tie, a model that is right where the other is wrong is none."""
    draw = random.Random(3)
    weak = [float(draw.random() < 0.2) for _ in range(100)]
    strong = [max(one, float(draw.random() < 0.5)) for one in weak]
    assert statistics.Difference(0.0, 0.0, 0.0) == statistics.paired(weak, weak, [1.0] * 100, resamples=200)
    assert statistics.paired(weak, weak, [1.0] * 100, resamples=200).is_tie
    assert not statistics.paired(weak, strong, [1.0] * 100, resamples=1000).is_tie


def test_no_samples_are_no_number() -> None:
    """Nothing measured is an error, never a zero; one sample has an interval."""
    for call in (
        lambda: statistics.proportion([]),
        lambda: statistics.ratio([], []),
        lambda: statistics.paired([], [], []),
    ):
        with pytest.raises(ValueError, match="sample"):
            call()
    assert 0.0 < statistics.proportion([0.0]).high < 1.0
    with pytest.raises(ValueError, match="no number"):
        statistics.millionths(math.nan)

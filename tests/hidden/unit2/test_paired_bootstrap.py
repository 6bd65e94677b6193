"""Hidden suite of exercise 2.6. The oracle draws nothing: it knows how resampled deltas are distributed.

The sum of n independent draws from n differences has the n-fold convolution of their distribution, computed with a Fourier
transform in float64. Quantiles and p-value of n_boot draws vary around its own; five standard deviations of that are allowed,
which an honest answer leaves once in a million.
"""

import functools
import math
import random
from statistics import NormalDist

import numpy as np
import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import (
    expect_equal,
    expect_key,
    expect_number,
    expect_raises,
    expect_type,
    mismatch,
)

NAME = "paired_bootstrap"
KEYS = ("delta", "ci_low", "ci_high", "p_value")
DEFAULTS = {"n_boot": 2000, "seed": 0, "alpha": 0.05}
GRID = 1024
"""All scores are multiples of 1 / GRID."""
DEVIATIONS = 5
BOOT = 8000
ODD = 37
"""A small number of resamples, of which p-values are multiples."""


class Resampled:
    """The exact distribution of the mean of a list's resamples, or of the sum of such means of several lists.

    A resample draws as many numbers as a list has, or `draws`.
    """

    def __init__(self, *samples, draws=0):
        grid = [np.rint(np.asarray(sample, np.float64) * GRID).astype(np.int64) for sample in samples]
        n = draws or len(grid[0])
        size = n * sum(int(values.max() - values.min()) for values in grid) + 1
        spectrum = np.ones(size // 2 + 1, np.complex128)
        for values in grid:
            spectrum = spectrum * np.fft.rfft(np.bincount(values - values.min()) / len(values), size) ** n
        self._low = n * sum(int(values.min()) for values in grid)
        self._scale = n * GRID
        chances = np.clip(np.fft.irfft(spectrum, size), 0, None)
        self._below = np.concatenate([[0.0], np.cumsum(chances)])

    def _chance(self, place):
        return float(self._below[min(max(place, 0), len(self._below) - 1)])

    def less(self, x):
        """Return the probability of less than x."""
        return self._chance(math.ceil(x * self._scale - self._low - 1e-3))

    def at_most(self, x):
        """Return the probability of at most x."""
        return self._chance(math.floor(x * self._scale - self._low + 1e-3) + 1)

    def quantile(self, level):
        """Return the smallest number that is not exceeded with this probability."""
        place = int(np.searchsorted(self._below[1:], min(max(level, 1e-12), 1 - 1e-9)))
        return (place + self._low) / self._scale


def differences(a, b):
    """Return the differences, question by question."""
    return [x - y for x, y in zip(a, b, strict=True)]


@functools.lru_cache(maxsize=8)
def _resampled(sample):
    return Resampled(sample)


def p_of(resampled):
    """Return the p-value that infinitely many resamples would give."""
    return min(1.0, 2 * min(resampled.at_most(0), 1 - resampled.less(0)))


def spread(level, n_boot):
    """Return by how much the share of an event of this probability may vary, and a rank or two."""
    return DEVIATIONS * math.sqrt(level * (1 - level) / n_boot) + 2 / n_boot


def is_quantile(resampled, x, level, n_boot):
    """Whether x may be this quantile of n_boot draws."""
    near = spread(level, n_boot)
    return resampled.less(x) <= level + near and resampled.at_most(x) >= level - near


# What went wrong


def _options(seen):
    return DEFAULTS | seen.kwargs


def _bad(seen):
    a, b = seen.args
    options = _options(seen)
    return len(a) != len(b) or not a or options["n_boot"] < 1 or not 0 < options["alpha"] < 1


class _Seen:
    """What a good call returned, and what it should have."""

    def __init__(self, seen):
        if _bad(seen) or seen.error is not None:
            raise ValueError("nothing to compare")
        self.a, self.b = seen.args
        result = seen.fields.get("value", seen.result)
        self.delta, self.low, self.high, self.p = (result[key] for key in KEYS)
        options = _options(seen)
        self.n_boot, self.alpha = options["n_boot"], options["alpha"]
        self.d = differences(self.a, self.b)
        self.mean = sum(self.d) / len(self.d)
        self.right = Resampled(self.d)

    def ends(self, resampled, low, high):
        """Whether the ends are these quantiles of a distribution."""
        return is_quantile(resampled, self.low, low, self.n_boot) and is_quantile(
            resampled, self.high, high, self.n_boot
        )

    def in_order(self):
        """Whether the interval is what it should be."""
        return self.ends(self.right, self.alpha / 2, 1 - self.alpha / 2)

    def p_near(self, chance, factor=1):
        """Whether the p-value may be this many times the share of an event of this probability."""
        return abs(self.p - factor * chance) <= factor * spread(chance, self.n_boot)

    def p_in_order(self):
        exact = p_of(self.right)
        return self.p_near(exact / 2, 2) or (exact > 0.99 and self.p == 1)


def _interval(variant):
    """Return a predicate: the interval is wrong, and this variant of it."""

    def sees(seen):
        call = _Seen(seen)
        return not call.in_order() and bool(variant(call))

    return sees


def _p(variant):
    """Return a predicate: the p-value is wrong, and this variant of it."""

    def sees(seen):
        call = _Seen(seen)
        return bool(variant(call)) and not (call.p_in_order() and _multiple(call.p, call.n_boot))

    return sees


def _multiple(p, n_boot):
    return p == 1 or math.isclose(p * n_boot / 2, round(p * n_boot / 2), abs_tol=1e-6)


def _unpaired(call):
    return call.ends(Resampled(call.a, [-x for x in call.b]), call.alpha / 2, 1 - call.alpha / 2)


def _one_sided(call):
    return call.ends(call.right, call.alpha, 1 - call.alpha)


def _alpha_ignored(call):
    return call.alpha != DEFAULTS["alpha"] and any(call.ends(call.right, tail, 1 - tail) for tail in (0.025, 0.05))


def _alpha_as_level(call):
    return call.ends(call.right, (1 - call.alpha) / 2, (1 + call.alpha) / 2)


def _reflected(call):
    low, high = 2 * call.mean - call.high, 2 * call.mean - call.low
    tail = call.alpha / 2
    return is_quantile(call.right, low, tail, call.n_boot) and is_quantile(call.right, high, 1 - tail, call.n_boot)


def _centred(call):
    low, high, tail = call.low + call.mean, call.high + call.mean, call.alpha / 2
    return is_quantile(call.right, low, tail, call.n_boot) and is_quantile(call.right, high, 1 - tail, call.n_boot)


def _normal(call):
    """delta plus and minus some standard errors: from a formula, or from the resamples' deviation."""
    z = NormalDist().inv_cdf(1 - call.alpha / 2)
    width = z * float(np.std(call.d)) / math.sqrt(len(call.d))
    middle = (call.low + call.high) / 2
    return math.isclose(middle, call.mean, abs_tol=1e-9) and 0.8 < (call.high - call.low) / 2 / width < 1.25


def _single(call):
    """Quantiles of single differences."""
    ends = np.quantile(call.d, [call.alpha / 2, 1 - call.alpha / 2])
    return np.allclose([call.low, call.high], ends, atol=1e-9)


def _totals(call):
    call.low, call.high = call.low / len(call.d), call.high / len(call.d)
    return call.in_order()


def _turned(call):
    call.low, call.high = -call.high, -call.low
    return call.in_order()


def _ends_swapped(call):
    call.low, call.high = call.high, call.low
    return call.low < call.high and call.in_order()


def _nothing_drawn(call):
    return call.low == call.high or math.isclose(call.low, call.high, abs_tol=1e-9)


def _too_narrow(call):
    """Both ends are inside."""
    return call.right.less(call.low) > call.alpha / 2 and call.right.at_most(call.high) < 1 - call.alpha / 2


def _one_side(call):
    left, right = call.right.at_most(0), 1 - call.right.less(0)
    return any(call.p_near(chance) for chance in (min(left, right), left, right))


def _not_capped(call):
    return call.p > 1


def _other_tail(call):
    left, right = call.right.at_most(0), 1 - call.right.less(0)
    return call.p_near(max(left, right), 2) or call.p_near(1 - p_of(call.right))


def _strict(call):
    left, right = call.right.less(0), 1 - call.right.at_most(0)
    return call.p_near(min(left, right), 2)


def _smoothed(call):
    counts = [call.p * (call.n_boot + 1) / factor - 1 for factor in (1, 2)]
    return call.p < 1 and any(count > -0.5 and math.isclose(count, round(count), abs_tol=1e-6) for count in counts)


def _around_zero(call):
    """The share of resamples, moved to a mean of zero, that are as far out as delta."""
    far = abs(call.mean)
    return call.p_near(1 - call.right.less(call.mean + far) + call.right.at_most(call.mean - far))


def _left_out(call):
    """The first question or the last is never drawn."""
    if len(call.d) == 3:
        return call.low > min(call.d) or call.high < max(call.d)
    parts = [Resampled(part, draws=len(call.d)) for part in (call.d[:-1], call.d[1:])]
    return any(call.ends(part, call.alpha / 2, 1 - call.alpha / 2) for part in parts)


def _percentile(call):
    """Shares where per cent are meant."""
    return call.ends(call.right, call.alpha / 200, (1 - call.alpha / 2) / 100)


def _fewer(call):
    """As far off as a tenth of the resamples would be."""
    call.n_boot //= 10
    return call.p_in_order() and call.in_order()


def _n_boot_ignored(seen):
    call = _Seen(seen)
    return call.n_boot == ODD and not _multiple(call.p, ODD) and not _smoothed(call)


def _delta(variant):
    def sees(seen):
        call = _Seen(seen)
        off = not math.isclose(call.delta, call.mean, abs_tol=1e-9)
        return off and any(math.isclose(call.delta, x, abs_tol=1e-9) for x in variant(call))

    return sees


def _delta_of_resamples(seen):
    """Near, as the mean of resampled deltas is."""
    call = _Seen(seen)
    off = abs(call.delta - call.mean)
    return 1e-9 < off < DEVIATIONS * float(np.std(call.d)) / math.sqrt(len(call.d))


def _again(seen):
    """Return earlier results of the same arguments, and of the same but for the seed."""
    same, other = [], []
    for call in seen.earlier:
        if call.args == seen.args and call.error is None:
            asked, now = DEFAULTS | call.kwargs, _options(seen)
            if asked == now:
                same.append(call.result)
            elif asked | {"seed": 0} == now | {"seed": 0}:
                other.append(call.result)
    return same, other


def _not_reproducible(seen):
    same, _ = _again(seen)
    return any(result != seen.result for result in same)


def _seed_ignored(seen):
    _, other = _again(seen)
    return bool(other) and all(result == seen.result for result in other)


def _keys(seen):
    result = seen.fields.get("value", seen.result)
    if seen.error is not None:
        return seen.error.unsupported and "[" not in seen.error.path
    return type(result) is not dict or not set(KEYS) <= result.keys()


def _plain_numbers(seen):
    if seen.error is not None:
        return seen.error.unsupported
    result = seen.fields.get("value", seen.result)
    return any(type(result[key]) not in (int, float) or not math.isfinite(result[key]) for key in KEYS)


def _accepts(seen):
    return seen.error is None and _bad(seen)


def _raises_other(seen):
    return seen.error is not None and _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses(seen):
    return seen.error is not None and not seen.error.unsupported and not _bad(seen)


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("accepts_bad", _accepts),
    Detector("raises_other", _raises_other),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", lambda seen: seen.error is None and seen.fields.get("value", seen.result) is None),
    Detector("keys", _keys),
    Detector("plain_numbers", _plain_numbers),
    Detector("turned_round", _delta(lambda call: (-call.mean,) if call.mean > 0 else ())),
    Detector("delta", _delta(lambda call: (abs(call.mean), sum(call.d), 100 * call.mean, float(np.median(call.d))))),
    Detector("delta_of_resamples", _delta_of_resamples),
    Detector("changed", lambda seen: seen.fields["arguments"][:2] != list(seen.args)),
    Detector("not_reproducible", _not_reproducible),
    Detector("seed_ignored", _seed_ignored),
    Detector("ends_swapped", _interval(_ends_swapped)),
    Detector("unpaired", _interval(_unpaired)),
    Detector("left_out", _interval(_left_out)),
    Detector("percentile", _interval(_percentile)),
    Detector("nothing_drawn", _interval(_nothing_drawn)),
    Detector("tails", _interval(_one_sided)),
    Detector("tails", _interval(_alpha_as_level)),
    Detector("alpha", _interval(_alpha_ignored)),
    Detector("turned_round", _interval(_turned)),
    Detector("normal", _interval(_normal)),
    Detector("reflected", _interval(_reflected)),
    Detector("centred", _interval(_centred)),
    Detector("single", _interval(_single)),
    Detector("single", _interval(_totals)),
    Detector("size", _interval(_too_narrow)),
    Detector("n_boot", _interval(_fewer)),
    Detector("not_capped", _p(_not_capped)),
    Detector("smoothed", _p(_smoothed)),
    Detector("n_boot", _n_boot_ignored),
    Detector("around_zero", _p(_around_zero)),
    Detector("one_side", _p(_one_side)),
    Detector("zero_counts", _p(_strict)),
    Detector("one_side", _p(_other_tail)),
    Detector("n_boot", _p(_fewer)),
]


# Scores


def _skewed(draw: random.Random, n: int, sign: int) -> tuple[list, list]:
    """Draw scores whose differences are small but for a few large ones, all to the same side."""
    b = [draw.randint(0, 8) / 8 for _ in range(n)]
    large = n // 10
    d = [draw.choice((-1, 0, 1)) / 8 for _ in range(n - 2 - large)] + [draw.randint(10, 16) / 8 for _ in range(large)]
    draw.shuffle(d)
    d = [1 / 8, *d, -1 / 8]  # small at both ends: a case of its own tells whether these are drawn
    return [x + sign * y for x, y in zip(b, d, strict=True)], b


def _hits(draw: random.Random) -> tuple[list, list]:
    """Draw right and wrong answers of two models, the first a little better, so that the p-value is neither 0 nor 1."""
    only_a = draw.randint(6, 8)
    only_b = only_a - draw.randint(2, 3)
    both = draw.randint(4, 9)
    pairs = [(1, 0)] * only_a + [(0, 1)] * only_b + [(1, 1)] * both + [(0, 0)] * draw.randint(2, 5)
    draw.shuffle(pairs)
    return [x for x, _ in pairs], [y for _, y in pairs]


def _one_large(draw: random.Random) -> tuple[list, list]:
    """Draw scores of which a single difference is large: resampled deltas are far from symmetric around their mean."""
    b = [draw.randint(0, 8) / 8 for _ in range(16)]
    d = [-1 / 8] * 15 + [draw.randint(16, 24) / 8]
    draw.shuffle(d)
    return [x + y for x, y in zip(b, d, strict=True)], b


def _three(draw: random.Random) -> tuple[list, list]:
    """Draw three questions, the first the worst and the last the best: only when all are drawn does the interval show both."""
    b = [draw.randint(0, 8) / 8 for _ in range(3)]
    d = [-draw.randint(8, 16) / 8, draw.choice((-1, 0, 1)) / 8, draw.randint(8, 16) / 8]
    return [x + y for x, y in zip(b, d, strict=True)], b


def _two(draw: random.Random) -> tuple[list, list]:
    """Draw two questions, the first the worse one: how many are drawn again decides how often it comes alone."""
    b = [draw.randint(0, 8) / 8 for _ in range(2)]
    return [b[0] - draw.randint(1, 4) / 8, b[1] + draw.randint(8, 16) / 8], b


def _fine(draw: random.Random, n: int) -> tuple[list, list]:
    """Draw scores on the whole grid: no two resamples have the same delta."""
    return [draw.randint(0, GRID) / GRID for _ in range(n)], [draw.randint(0, GRID) / GRID for _ in range(n)]


# Checks


def _ask(submission, a, b, **options):
    """Return the result, a dict with four finite numbers."""
    result = submission.call(NAME, a, b, keep=KEYS, **options)
    _expect_numbers(result)
    return result


def _expect_numbers(result) -> None:
    expect_type(result, dict)
    for key in KEYS:
        where = f'result["{key}"]'
        got = expect_key(result, key)
        if type(got) is not int:
            expect_type(got, float, where)
            if not math.isfinite(got):
                raise mismatch("number", where=where, got=got)


def _expect_interval(result, a, b, **options) -> None:
    options = DEFAULTS | options
    resampled = _resampled(tuple(differences(a, b)))
    for key, level in (("ci_low", options["alpha"] / 2), ("ci_high", 1 - options["alpha"] / 2)):
        if not is_quantile(resampled, result[key], level, options["n_boot"]):
            near = spread(level, options["n_boot"])
            low, high = resampled.quantile(level - near), resampled.quantile(level + near)
            raise mismatch("number", where=f'result["{key}"]', expected=f"{low:.5f} … {high:.5f}", got=result[key])


def _expect_p(result, a, b, n_boot) -> None:
    exact = p_of(_resampled(tuple(differences(a, b))))
    near = 2 * spread(exact / 2, n_boot)
    if not abs(result["p_value"] - exact) <= near:
        shown = f"{max(exact - near, 0):.4f} … {min(exact + near, 1):.4f}"
        raise mismatch("number", where='result["p_value"]', expected=shown, got=result["p_value"])


@pytest.mark.check(NAME, points=2, hint="delta", promise="delta = mean(a) - mean(b)")
def test_difference(submission, draw):
    """delta is the mean of a minus the mean of b, for any scores, and both lists are left as they are."""
    cases = (_skewed(draw, 20, 1), _skewed(draw, 20, -1), _hits(draw), _fine(draw, 30), ([draw.randint(2, 9)], [1]))
    for a, b in cases:
        answer = submission.call(NAME, a, b, n_boot=50, keep=KEYS, then="arguments")
        _expect_numbers(answer["value"])
        expect_number(answer["value"]["delta"], sum(differences(a, b)) / len(a), 'result["delta"]')
        expect_equal(answer["arguments"][0], a, "a")
        expect_equal(answer["arguments"][1], b, "b")


@pytest.mark.check(NAME, points=3, hint="interval", promise="the alpha / 2 and the 1 - alpha / 2 quantile")
def test_interval(submission, draw):
    """ci_low and ci_high are the alpha / 2 and the 1 - alpha / 2 quantile of the resampled deltas."""
    a, b = _skewed(draw, 30, draw.choice((1, -1)))
    wide = {"n_boot": BOOT, "seed": draw.randint(1, 10**6), "alpha": 0.05}
    for options in (wide, wide | {"alpha": 0.4}, wide | {"alpha": 0.8}, wide | {"alpha": draw.choice((0.1, 0.2))}, {}):
        _expect_interval(_ask(submission, a, b, **options), a, b, **options)
    a, b = _three(draw)
    _expect_interval(_ask(submission, a, b, **wide), a, b, **wide)


@pytest.mark.check(NAME, points=3, hint="p_value", promise="p_value = min(1, 2 * min(share of resampled deltas <= 0,")
def test_p_value(submission, draw):
    """The p-value is twice the smaller share of resampled deltas on one side of zero, zero included, and at most 1."""
    a, b = _hits(draw)
    for first, second in ((a, b), (b, a), _one_large(draw), _two(draw)):
        _expect_p(_ask(submission, first, second, n_boot=BOOT, seed=draw.randint(1, 10**6)), first, second, BOOT)
    for scores in (a, [x / 8 for x in range(draw.randint(5, 9))]):
        result = _ask(submission, scores, list(scores))
        for key, wanted in (("p_value", 1.0), ("delta", 0.0), ("ci_low", 0.0), ("ci_high", 0.0)):
            expect_number(result[key], wanted, f'result["{key}"]')
    for seed in draw.sample(range(1, 10**6), 3):
        p = _ask(submission, a, b, n_boot=ODD, seed=seed)["p_value"]
        if not _multiple(p, ODD):
            raise mismatch("number", where='result["p_value"]', expected=f"{round(p * ODD / 2)} * 2 / {ODD}", got=p)


@pytest.mark.check(NAME, points=2, hint="unpaired", promise="each drawn question i counts with a[i] and with b[i]")
def test_pairs_stay_together(submission, draw):
    """The scores of a question stay together: a small difference stands out where both models find the same ones hard."""
    n = draw.randint(40, 60)
    b = [draw.randint(0, 16) / 8 for _ in range(n)]
    a = [x + draw.choice((-1, 0, 1, 1)) / 8 for x in b]
    options = {"n_boot": BOOT, "seed": draw.randint(1, 10**6)}
    _expect_interval(_ask(submission, a, b, **options), a, b, **options)
    better = draw.randint(1, 5) / 8
    for scores in (b, b[:1]):
        result = _ask(submission, [x + better for x in scores], scores)
        for key, wanted in (("delta", better), ("ci_low", better), ("ci_high", better), ("p_value", 0.0)):
            expect_number(result[key], wanted, f'result["{key}"]')


@pytest.mark.check(
    NAME, points=2, hint="not_reproducible", promise="the same arguments give the same result, call after call"
)
def test_reproducible(submission, draw):
    """The same arguments give the same result at any time; another seed draws other resamples."""
    a, b = _fine(draw, 30)
    seed = draw.randint(1, 10**6)
    other = seed + 1000 * draw.randint(1, 9)
    options = {"n_boot": 200, "alpha": 0.1}
    first = _ask(submission, a, b, seed=seed, **options)
    second = _ask(submission, a, b, seed=other, **options)
    if all(first[key] == second[key] for key in KEYS):
        raise mismatch("number", where='result["ci_low"]', expected=f"!= {first['ci_low']!r}", got=second["ci_low"])
    again = _ask(submission, a, b, seed=seed, **options)
    for key in KEYS:
        expect_number(again[key], first[key], f'result["{key}"]', tolerance=1e-12)
    default = _ask(submission, a, b, **options)
    spoken = _ask(submission, a, b, seed=0, **options)
    for key in KEYS:
        expect_number(spoken[key], default[key], f'result["{key}"]', tolerance=1e-12)


@pytest.mark.check(NAME, points=2, hint="accepts_bad", promise="a and b have different lengths or are empty")
def test_bad_arguments(submission, draw):
    """Lists of different lengths, empty lists, fewer than one resample and an impossible alpha raise ValueError."""
    a, b = _hits(draw)
    for bad in ((a, b[1:]), (a[:1], b), (a, b[:1]), ([], []), (a, []), ([], b)):
        expect_raises("ValueError", lambda bad=bad: submission.call(NAME, *bad, keep=KEYS))
    for options in ({"n_boot": 0}, {"n_boot": -draw.randint(1, 99)}, {"alpha": 0.0}, {"alpha": 1.0}, {"alpha": -0.1}):
        expect_raises("ValueError", lambda options=options: submission.call(NAME, a, b, keep=KEYS, **options))
    for alpha in (1.5, float(draw.randint(2, 95))):
        expect_raises("ValueError", lambda alpha=alpha: submission.call(NAME, a, b, alpha=alpha, keep=KEYS))
    submission.call(NAME, a, b, n_boot=1, keep=KEYS)  # one is enough

"""Hidden suite of exercise 2.5. The oracle looks at every choice of k answers, where n is small; else it counts in fractions."""

import itertools
import math
from fractions import Fraction

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_number, expect_raises

NAME = "pass_at_k"
MANY = 10_000
NEAR = 0.05
"""What an estimate by drawing may be off by."""


def by_enumeration(n, c, k):
    """Return the share of choices of k of n answers that hold one of the c right ones."""
    choices = list(itertools.combinations([True] * c + [False] * (n - c), k))
    return sum(map(any, choices)) / len(choices)


def by_counting(n, c, k):
    """Return the same, as what is left of choices without a right one."""
    none = Fraction(1)
    for chosen in range(min(c, k)):  # symmetric: c right ones among n, k chosen among n
        none *= Fraction(n - max(c, k) - chosen, n - chosen)
    return float(1 - none)


# What went wrong


def _bad_type(seen):
    return any(type(number) is not int for number in seen.args)


def _bad_value(seen):
    if _bad_type(seen):
        return False
    n, c, k = seen.args
    return not (0 <= c <= n and 1 <= k <= n)


def _good(seen):
    """Return n, c, k of a good call."""
    if _bad_type(seen) or _bad_value(seen):
        raise ValueError("a bad call")
    return seen.args


def _gives(variant, tolerance=1e-9):
    """Return a predicate: the result is what this variant gives, and not what is right."""

    def sees(seen):
        n, c, k = _good(seen)
        right, got = by_counting(n, c, k), seen.result
        if type(got) not in (int, float) or abs(got - right) <= tolerance:
            return False
        wrong = variant(n, c, k)
        return any(abs(got - other) <= tolerance for other in (wrong if type(wrong) is tuple else (wrong,)))

    return sees


def _exactly_one(n, c, k):
    return c * math.comb(n - c, k - 1) / math.comb(n, k) if n < MANY else math.nan


def _all_right(n, c, k):
    return float(Fraction(math.comb(c, k), math.comb(n, k)))


def _off_by_one(n, c, k):
    """An answer more or less in one of the places."""
    moved = [(n - 1, c, k), (n + 1, c, k), (n, c + 1, k), (n, c - 1, k), (n, c, k - 1), (n, c, k + 1)]
    return tuple(by_counting(*m) for m in moved if 0 <= m[1] <= m[0] and 1 <= m[2] <= m[0])


def _too_large(seen):
    """Beyond a float: an error, infinite, or not a number."""
    if max(_good(seen)) < 100:
        return False
    if seen.error is not None:
        return seen.error.type in ("OverflowError", "RecursionError", "FloatingPointError")
    return not math.isfinite(seen.result) or not 0 <= seen.result <= 1


def _few_wrong(seen):
    """Fewer wrong answers than k."""
    n, c, k = _good(seen)
    return n - c < k


def _refuses(seen):
    return bool(_good(seen)) and seen.error is not None and not seen.error.unsupported


def _raises(kind):
    return lambda seen: seen.error is not None and kind in (seen.error.type, *seen.error.kinds)


def _accepts_value(seen):
    return _bad_value(seen) and not _raises("ValueError")(seen)


def _accepts_type(seen):
    return _bad_type(seen) and not _raises("TypeError")(seen)


def _no_number(seen):
    if seen.error is not None:
        return seen.error.unsupported
    return type(seen.result) not in (int, float)


def _rounded(seen):
    right = by_counting(*_good(seen))
    return any(seen.result == round(right, places) for places in range(2, 9))


def _drawn(seen):
    """Near, but not exact: estimated by drawing."""
    return abs(seen.result - by_counting(*_good(seen))) < NEAR


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("bad_values", _accepts_value),
    Detector("bad_types", _accepts_type),
    Detector("too_large", _too_large),
    Detector("few_wrong", lambda seen: _few_wrong(seen) and seen.error is not None),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_number", _no_number),
    Detector("with_replacement", _gives(lambda n, c, k: 1 - (1 - c / n) ** k)),
    Detector("any_right", _gives(lambda n, c, k: (float(c > 0), float(c >= k)))),
    Detector("times_k", _gives(lambda n, c, k: (k * c / n, min(1.0, k * c / n)))),
    Detector("ignores_k", _gives(lambda n, c, k: c / n)),
    Detector("complement", _gives(lambda n, c, k: 1 - by_counting(n, c, k))),
    Detector("all_right", _gives(lambda n, c, k: (_all_right(n, c, k), 1 - _all_right(n, c, k)))),
    Detector("exactly_one", _gives(_exactly_one)),
    Detector("per_cent", _gives(lambda n, c, k: 100 * by_counting(n, c, k), 1e-7)),
    Detector("few_wrong", _few_wrong),
    Detector("off_by_one", _gives(_off_by_one)),
    Detector("rounded", _rounded),
    Detector("drawn", _drawn),
]


# Checks


def _expect(submission, n, c, k, wanted):
    expect_number(submission.call(NAME, n, c, k), wanted)


@pytest.mark.check(NAME, points=4, hint="formula", promise="those with a right one")
def test_share_of_subsets(submission, draw):
    """It is the share, among all choices of k of the n answers, of those that hold a right one."""
    n, c, k = draw.randint(10, 12), 3, 3  # here every known mistake gives a number of its own
    _expect(submission, n, c, k, by_enumeration(n, c, k))
    for n in draw.sample(range(4, 9), 3):
        for c, k in draw.sample(list(itertools.product(range(n + 1), range(1, n + 1))), 8):
            _expect(submission, n, c, k, by_enumeration(n, c, k))
    for n, c, k in ((5, 4, 2), (5, 5, 5), (6, 3, 4), (5, 0, 2), (7, 1, 7), (1, 1, 1), (1, 0, 1)):
        _expect(submission, n, c, k, by_enumeration(n, c, k))


@pytest.mark.check(NAME, points=1, hint="formula", promise="k = 1 gives c / n.")
def test_one_sample(submission, draw):
    """With k = 1 it is the share of right answers."""
    for n in (draw.randint(5, 20), draw.randint(100, 300)):
        for c in (draw.randint(1, n - 1), 0, n):
            _expect(submission, n, c, 1, c / n)


@pytest.mark.check(NAME, points=3, hint="too_large", promise="n may be 10000, and k and c anything up to that")
def test_large_numbers(submission, draw):
    """It is as exact for ten thousand answers, whatever c and k are."""
    cases = [(200, draw.randint(20, 60), 10), (1100, draw.randint(1, 5), 600)]
    cases += [(MANY, draw.randint(2, 9), draw.randint(90, 900)), (MANY, draw.randint(90, 900), draw.randint(2, 9))]
    cases += [(MANY, 1, MANY // 2), (MANY, draw.randint(1, 3), draw.randint(4000, 7000)), (MANY, 1, 1)]
    cases += [(MANY, MANY // 2, MANY // 2 + 1), (MANY, MANY, MANY), (MANY, 0, MANY // 2), (MANY, 1, MANY)]
    for n, c, k in cases:
        _expect(submission, n, c, k, by_counting(n, c, k))


@pytest.mark.check(NAME, points=2, hint="bad_values", promise="c is below 0 or above n, or k is below 1 or above n.")
def test_bad_numbers(submission, draw):
    """Numbers that cannot be raise ValueError, and what is not an int raises TypeError."""
    n = draw.randint(5, 9)
    for bad in ((n, n + 1, 1), (n, -1, 1), (n, 2, n + 1), (n, 2, 0), (n, n, n + 2), (n, 0, -1), (0, 0, 1)):
        expect_raises("ValueError", lambda bad=bad: submission.call(NAME, *bad))
    for bad in ((float(n), 2, 1), (n, 2.0, 1), (n, 2, 1.0), (n, 2.5, 2), (str(n), 2, 1), (n, "2", 1), (n, 2, "1")):
        expect_raises("TypeError", lambda bad=bad: submission.call(NAME, *bad))

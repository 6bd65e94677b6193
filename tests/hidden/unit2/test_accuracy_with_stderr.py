"""Hidden suite of exercise 2.2. The oracle is NumPy's mean and sample standard deviation, in float64.

That it is what lm-eval computes with `mean` and `mean_stderr`, frozen cases prove.
"""

import math
import random

import numpy as np
import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_equal, expect_key, expect_number, expect_raises, expect_type

NAME = "accuracy_with_stderr"
KEYS = ("acc", "stderr", "n")
MANY = 100_000


def score_of(hits):
    """Return accuracy, standard error and number of samples."""
    x = np.asarray(hits, np.float64)
    return float(x.mean()), float(x.std(ddof=1) / math.sqrt(x.size)) if x.size > 1 else 0.0, x.size


# What went wrong


def _bad(seen):
    """Whether this list of hits should be refused."""
    return not seen.row or any(type(hit) not in (bool, int) or hit not in (0, 1) for hit in seen.row)


def _result(seen):
    result = seen.fields.get("value", seen.result)  # where arguments are told, beside them
    if type(result) is not dict:
        raise TypeError("no dict")
    return result


def _good(seen):
    """Return acc, stderr and n as they should be, where hits are as they should be."""
    if _bad(seen):
        raise ValueError("bad hits")
    return score_of(seen.row)


def _near(got, wanted):
    return type(got) in (int, float) and math.isclose(got, wanted, rel_tol=1e-7, abs_tol=1e-10)


def _gives(key, variant):
    """Return a predicate: under this key stands one of the variants, and not what should."""

    def sees(seen):
        acc, stderr, n = _good(seen)
        got, right = _result(seen)[key], {"acc": acc, "stderr": stderr, "n": n}[key]
        return not _near(got, right) and any(_near(got, other) for other in variant(acc, stderr, n))

    return sees


def _rounded(seen):
    acc, stderr, _ = _good(seen)
    pairs = [(_result(seen).get("acc"), acc), (_result(seen).get("stderr"), stderr)]
    return any(got != right and got == round(right, places) for got, right in pairs for places in range(7))


def _one_fails(seen):
    """One sample: divided by zero, or nan."""
    if len(seen.row) != 1 or _bad(seen):
        return False
    return seen.error is not None or not math.isfinite(_result(seen)["stderr"])


def _empty_fails(seen):
    return seen.row == [] and (seen.error is None or "ValueError" not in (seen.error.type, *seen.error.kinds))


def _accepts(seen):
    return seen.error is None and _bad(seen)


def _raises_other(seen):
    return seen.error is not None and _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses(seen):
    return seen.error is not None and not seen.error.unsupported and not _bad(seen)


def _no_dict(seen):
    if seen.error is not None:
        return seen.error.unsupported and "[" not in seen.error.path
    return type(seen.fields.get("value", seen.result)) is not dict


def _no_float(seen):
    if seen.error is not None:
        return seen.error.unsupported and "[" in seen.error.path
    return type(_result(seen)["n"]) is not int or any(type(_result(seen)[key]) not in (int, float) for key in KEYS)


def _keys(seen):
    return not set(KEYS) <= _result(seen).keys()


def _changed(seen):
    return seen.fields["arguments"][0] != seen.row


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("one_sample", _one_fails),
    Detector("empty", _empty_fails),
    Detector("accepts_bad", _accepts),
    Detector("raises_other", _raises_other),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", lambda seen: seen.error is None and seen.fields.get("value", seen.result) is None),
    Detector("keys", _no_dict),
    Detector("keys", _keys),
    Detector("plain_numbers", _no_float),
    Detector("percent", _gives("acc", lambda acc, _, n: (100 * acc,))),
    Detector("share", _gives("acc", lambda acc, _, n: (1 - acc, acc * n, n - acc * n))),
    Detector("share", _gives("acc", lambda acc, _, n: (acc * n / (n - 1 if n > 1 else 1), acc * n / (n + 1)))),
    Detector("n_of_samples", _gives("n", lambda acc, _, n: (acc * n, n - acc * n, n - 1))),
    Detector("percent", _gives("stderr", lambda _, stderr, n: (100 * stderr,))),
    Detector("population", _gives("stderr", lambda acc, _, n: (math.sqrt(acc * (1 - acc) / n),))),
    Detector("not_divided", _gives("stderr", lambda _, stderr, n: (stderr * math.sqrt(n),))),
    Detector("not_divided", _gives("stderr", lambda acc, _, n: (math.sqrt(acc * (1 - acc)),))),
    Detector("no_root", _gives("stderr", lambda _, stderr, n: (stderr**2, stderr**2 * n, stderr / math.sqrt(n)))),
    Detector("no_root", _gives("stderr", lambda acc, _, n: (acc * (1 - acc), acc * (1 - acc) / n))),
    Detector(
        "interval", _gives("stderr", lambda _, stderr, n: [z * stderr for z in (1.96, 2, 1.959963984540054, 1.645)])
    ),
    Detector("interval", _gives("stderr", lambda _, stderr, n: [z * stderr for z in (3.92, 4, 3.919927969080108)])),
    Detector("minus_one_twice", _gives("stderr", lambda acc, stderr, n: (stderr * math.sqrt(n / (n - 1)),))),
    Detector("changed", _changed),
    Detector("rounded", _rounded),
]


# Checks


def _hits(draw: random.Random, count: int) -> list:
    """Draw hits, neither all right nor all wrong, nor as many right as wrong, as bools and as ints."""
    right = draw.choice([number for number in range(1, count) if 2 * number != count])
    hits = [True] * right + [False] * (count - right)
    draw.shuffle(hits)
    return [int(hit) if draw.random() < 0.3 else hit for hit in hits]


def _expect_score(result, hits, keys=KEYS) -> None:
    expect_type(result, dict)
    for key, wanted in zip(KEYS, score_of(hits), strict=True):
        if key not in keys:
            continue
        where = f'result["{key}"]'
        got = expect_key(result, key)
        if key == "n":
            expect_type(got, int, where)
            expect_equal(got, wanted, where)
        else:
            expect_number(got, wanted, where)


@pytest.mark.check(NAME, points=3, hint="share", promise='"acc": a float, the share of hits, from 0 to 1')
def test_share_of_hits(submission, draw):
    """acc is the share of hits and n the number of samples, for True and False as for 1 and 0."""
    for hits in ([True, False, True], [True] * 4 + [False], [1, 0, 0, 0], _hits(draw, draw.randint(30, 60))):
        result = submission.call(NAME, hits, keep=KEYS, then="arguments")
        _expect_score(result["value"], hits, keys=("acc", "n"))
        expect_equal(result["arguments"][0], hits, "hits")


@pytest.mark.check(
    NAME, points=4, hint="population", promise="s is the sample standard\n    deviation, with n - 1 and not n"
)
def test_standard_error(submission, draw):
    """stderr is the sample standard deviation, with n - 1, divided by the root of n."""
    course = [[True] * right + [False] * (20 - right) for right in (9, 3)]
    drawn = [_hits(draw, count) for count in (3, draw.randint(5, 12), draw.randint(30, 60))]
    many = draw.choices([True, False], weights=(draw.randint(2, 9), 10), k=MANY)
    for hits in (*course, *drawn, [True, False], many):
        _expect_score(submission.call(NAME, hits, keep=KEYS), hits)


@pytest.mark.check(
    NAME, points=1, hint="one_sample", promise="One sample says nothing about how it varies: then stderr is 0."
)
def test_one_hit(submission, draw):
    """stderr is 0 for a single sample, and where all are right or all are wrong."""
    for hits in ([True], [False], [True] * draw.randint(2, 30), [False] * draw.randint(2, 30), [1], [0, 0]):
        _expect_score(submission.call(NAME, hits, keep=KEYS), hits)


@pytest.mark.check(NAME, points=2, hint="accepts_bad", promise="hits is empty, or one of them is something else")
def test_bad_hits(submission, draw):
    """No samples, or a hit that is neither True, False, 1 nor 0, raise ValueError."""
    hits = _hits(draw, draw.randint(4, 9))
    for bad in ([], [*hits, 2], [-1, *hits], [*hits, 0.5, True], [*hits, draw.randint(3, 99)], [*hits, "yes"]):
        expect_raises("ValueError", lambda bad=bad: submission.call(NAME, bad, keep=KEYS))
    for bad in ([*hits, None], ["1", *hits], [*hits, float("nan")]):
        expect_raises("ValueError", lambda bad=bad: submission.call(NAME, bad, keep=KEYS))

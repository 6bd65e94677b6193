"""Frozen cases of exercise 2.2: accuracy and standard error as lm-eval computes them, of hits as zeros and ones."""

import math
import random

PRECISE = 1e-12
COURSE = ((20, 9), (20, 3))
"""Samples and right ones: the course prints .1141 and .0819 for them."""


def freeze():
    """Ask lm-eval."""
    from lm_eval.api.metrics import mean, mean_stderr

    chance = random.Random(0)
    drawn = [(n, chance.randint(0, n)) for n in (2, 3, 7, 50, 1319)]
    cases = []
    for n, right in (*COURSE, *drawn, (5, 5)):
        hits = [1] * right + [0] * (n - right)
        cases.append({"n": n, "right": right, "acc": mean(hits), "stderr": mean_stderr(hits)})
    return cases


def check(case, suite):
    """The suite's oracle gives the same numbers, and to four places those that the course prints."""
    acc, stderr, n = suite.score_of([True] * case["right"] + [False] * (case["n"] - case["right"]))
    assert n == case["n"]
    assert math.isclose(acc, case["acc"], rel_tol=PRECISE)
    assert math.isclose(stderr, case["stderr"], rel_tol=PRECISE, abs_tol=PRECISE), (stderr, case)
    if (case["n"], case["right"]) in COURSE:
        assert round(stderr, 4) == {9: 0.1141, 3: 0.0819}[case["right"]]

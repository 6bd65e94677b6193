"""Frozen cases of exercise 4.2: the function that TRL's get_soft_overlong_punishment makes."""

import math

LIMITS = ((10, 4), (100, 20), (20480, 4096), (7, 7), (5, 0), (1, 1), (12, 5))


def freeze():
    """Ask TRL."""
    from trl.rewards import get_soft_overlong_punishment

    cases = []
    for max_len, cache in LIMITS:
        lengths = sorted(
            {0, 1, max_len - cache, max_len - cache + 1, max_len - cache // 2, max_len, max_len + 1, 3 * max_len}
        )
        got = get_soft_overlong_punishment(max_len, cache)([[1] * length for length in lengths])
        cases += [{"max_len": max_len, "cache": cache, "lengths": lengths, "penalties": got}]
    return cases


def check(case, suite):
    """The suite's formula gives the same."""
    for length, wanted in zip(case["lengths"], case["penalties"], strict=True):
        got = suite.penalty(length, case["max_len"], case["cache"])
        assert math.isclose(got, wanted, abs_tol=1e-12), (length, got, wanted)

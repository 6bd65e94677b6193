"""Hidden suite of exercise 4.2. The oracle is the formula in exact fractions; frozen cases hold it equal to TRL."""

from fractions import Fraction

import pytest

from smol_grade.judge import rewards
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises
from smol_grade.judge.rewards import as_chat, expect_rewards, same_reward, told

NAME = "overlong_penalty"


def penalty(length, max_len, cache):
    """The penalty of a completion of this length."""
    if length <= max_len - cache:
        return 0.0
    return float(Fraction(max_len - cache - length, cache)) if length <= max_len else -1.0


def penalties(ids, max_len, cache):
    """The penalty of each completion."""
    return [penalty(len(one), max_len, cache) for one in ids]


# mistakes


def _limits(seen):
    return seen.kwargs["max_len"], seen.kwargs["cache"]


def _wanted(seen):
    return penalties(seen.kwargs["completion_ids"], *_limits(seen))


def _gives(variant):
    """A detector: each penalty is what this variant makes of n, max_len and cache, and some are wrong."""

    def sees(seen):
        max_len, cache = _limits(seen)
        other = [variant(len(ids), max_len, cache) for ids in seen.kwargs["completion_ids"]]
        wrong = not all(map(same_reward, seen.result, _wanted(seen)))
        return wrong and len(other) == len(seen.result) and all(map(same_reward, seen.result, map(float, other)))

    return sees


def _clipped(value):
    return max(-1.0, min(0.0, value))


def _hard(n, max_len, cache):
    return -1 if n > max_len else 0


def _hard_early(n, max_len, cache):
    return -1 if n > max_len - cache else 0


def _rewards_short(n, max_len, cache):
    return max(-1.0, (max_len - cache - n) / cache)


def _not_whole(n, max_len, cache):
    return min(0.0, (max_len - cache - n) / cache)


def _positive(n, max_len, cache):
    return -penalty(n, max_len, cache)


def _by_max_len(n, max_len, cache):
    return 0 if n <= max_len - cache else -1 if n > max_len else (max_len - cache - n) / max_len


def _not_divided(n, max_len, cache):
    return 0 if n <= max_len - cache else -1 if n > max_len else max_len - cache - n


def _towards_zero(n, max_len, cache):
    return 0 if n <= max_len - cache else -1 if n > max_len else int((max_len - cache - n) / cache)


def _late(n, max_len, cache):
    return _clipped((max_len - n) / cache)


def _falls(n, max_len, cache):
    return 0 if n <= max_len - cache else -1 if n > max_len else -(max_len - n) / cache


def _zero_beyond(n, max_len, cache):
    return penalty(n, max_len, cache) if n <= max_len else 0


def _from_zero(n, max_len, cache):
    return _clipped(-n / max_len)


def _free_below_cache(n, max_len, cache):
    return 0 if n <= cache else -1 if n > max_len else -(n - cache) / (max_len - cache)


def _one_less(n, max_len, cache):
    return penalty(n - 1, max_len, cache) if n else 0


def _one_more(n, max_len, cache):
    return penalty(n + 1, max_len, cache)


def _square(n, max_len, cache):
    return -(penalty(n, max_len, cache) ** 2)


def _same_for_all(seen):
    return len(set(seen.result)) == 1 and len(set(_wanted(seen))) > 2


def _no_slope_left(seen):
    return seen.kwargs["cache"] == 0 and seen.error.type == "ZeroDivisionError"


def _bad(seen):
    max_len, cache = _limits(seen)
    return max_len < 1 or not 0 <= cache <= max_len


def _accepts_bad(seen):
    return seen.error is None and _bad(seen)


def _raises_other(seen):
    return seen.error is not None and _bad(seen) and "ValueError" not in (seen.error.type, *seen.error.kinds)


def _refuses_good(seen):
    return seen.error is not None and not _bad(seen) and "ValueError" in (seen.error.type, *seen.error.kinds)


def _counts_text(seen):
    """What is counted is something else of the completions: characters, messages, different ids, ids without zero."""
    max_len, cache = _limits(seen)
    completions = seen.kwargs.get("completions", [])
    counts = [[len(item) for item in completions]]
    counts += [
        [len(rewards.text_of(item)) for item in completions],
        [len(rewards.text_of(item).split()) for item in completions],
    ]
    return _counted(seen, counts, max_len, cache)


def _counts_other_ids(seen):
    max_len, cache = _limits(seen)
    ids = seen.kwargs["completion_ids"]
    counts = [[len(set(one)) for one in ids], [sum(token != 0 for token in one) for one in ids]]
    counts += [
        [sum(one) for one in ids],
        [max(one, default=0) for one in ids],
        [sum(token > 2 for token in one) for one in ids],
    ]
    return _counted(seen, counts, max_len, cache)


def _counted(seen, counts, max_len, cache):
    if all(map(same_reward, seen.result, _wanted(seen))):
        return False
    others = [[penalty(count, max_len, cache) for count in row] for row in counts]
    return any(len(row) == len(seen.result) and all(map(same_reward, seen.result, row)) for row in others)


DETECTORS = [
    Detector("raises_other", _raises_other),
    Detector("accepts_bad", _accepts_bad),
    *rewards.OF_CALLS,
    Detector("no_slope", _no_slope_left),
    Detector("refuses_good", _refuses_good),
    Detector("counts_text", _counts_text),
    Detector("counts_other_ids", _counts_other_ids),
    Detector("hard_cut", _gives(_hard)),
    Detector("hard_cut", _gives(_hard_early)),
    Detector("same_for_all", _same_for_all),
    Detector("rewards_short", _gives(_rewards_short)),
    Detector("not_whole", _gives(_not_whole)),
    Detector("zero_beyond", _gives(_zero_beyond)),
    Detector("positive", _gives(_positive)),
    Detector("by_max_len", _gives(_by_max_len)),
    Detector("not_divided", _gives(_not_divided)),
    Detector("whole_steps", _gives(_towards_zero)),
    Detector("other_start", _gives(_late)),
    Detector("other_start", _gives(_from_zero)),
    Detector("other_start", _gives(_free_below_cache)),
    Detector("falls", _gives(_falls)),
    Detector("one_off", _gives(_one_less)),
    Detector("one_off", _gives(_one_more)),
    Detector("not_linear", _gives(_square)),
]


# checks


def _ids(draw, lengths):
    """Return token ids of these lengths; many are alike, and 0 is among them."""
    return [[draw.choice((0, 0, 1, 2, draw.randrange(300))) for _ in range(length)] for length in lengths]


def _drawn_limits(draw):
    """Return max_len and cache; no two of max_len, cache and their difference are alike."""
    cache = draw.choice((6, 7, 9, 11, 12, 13))
    return cache * draw.randint(2, 4) + draw.randint(1, cache - 1), cache


def _expect(submission, ids, max_len, cache):
    got = submission.call(NAME, completion_ids=ids, max_len=max_len, cache=cache)
    expect_rewards(got, penalties(ids, max_len, cache))


@pytest.mark.check(NAME, points=2, hint="free", promise="if n <= max_len - cache")
def test_free_up_to_the_cache(submission, draw):
    """Up to max_len - cache tokens the penalty is 0: short completions are not rewarded."""
    for _ in range(3):
        max_len, cache = _drawn_limits(draw)
        free = max_len - cache
        lengths = [free, 0, 1, free - 1, draw.randint(1, free), max_len - 1, max_len, max_len + 1]
        _expect(submission, _ids(draw, lengths), max_len, cache)


@pytest.mark.check(NAME, points=3, hint="slope", promise="((max_len - cache) - n) / cache")
def test_rises_linearly(submission, draw):
    """Over the last cache tokens before max_len the penalty grows from 0 to -1, the same amount with each token."""
    for _ in range(3):
        max_len, cache = _drawn_limits(draw)
        lengths = list(range(max_len - cache - 1, max_len + 2))
        draw.shuffle(lengths)
        _expect(submission, _ids(draw, lengths), max_len, cache)
    cache = draw.randint(5, 9)
    _expect(submission, _ids(draw, [0, 1, cache // 2, cache, cache + 1]), cache, cache)
    _expect(submission, _ids(draw, [700, 900, 1000]), 1000, 512)


@pytest.mark.check(NAME, points=1, hint="beyond", promise="-1                                if n > max_len")
def test_beyond_the_limit(submission, draw):
    """Beyond max_len the penalty is -1, however long the completion is; with a cache of 0 there is no slope."""
    max_len, cache = _drawn_limits(draw)
    lengths = [max_len + 1, max_len + cache, 3 * max_len, max_len, max_len - 1, 1]
    _expect(submission, _ids(draw, lengths), max_len, cache)
    _expect(submission, _ids(draw, [max_len - 1, max_len, max_len + 1, 2 * max_len]), max_len, 0)


@pytest.mark.check(NAME, points=2, hint="takes_too_little", promise="the function has to take it")
def test_as_trl_calls_it(submission, draw):
    """GRPOTrainer can call it: by keyword, with all else that a trainer knows; only the token ids count."""
    for kind in (str, as_chat):
        max_len, cache = _drawn_limits(draw)
        ids = _ids(draw, [max_len - cache // 2, 2, max_len + 3, max_len - 1])
        completions = [kind(draw.choice(("yes", "no", "seven")) * draw.randint(1, max_len)) for _ in ids]
        asked = told(draw, completions, answer=["4"] * len(ids)) | {"completion_ids": ids}
        got = submission.call(NAME, **asked, max_len=max_len, cache=cache)
        expect_rewards(got, penalties(ids, max_len, cache))
    expect_rewards(submission.call(NAME, **told(draw, []), max_len=9, cache=4), [])


@pytest.mark.check(NAME, points=2, hint="accepts_bad", promise="max_len is less than 1, or cache is less than 0")
def test_bad_arguments(submission, draw):
    """It raises ValueError for a max_len below 1, and for a cache below 0 or above max_len; not at these bounds."""
    size = draw.randint(3, 9)
    for max_len, cache in ((size, size + 1), (size, -1), (0, 0), (-size, 0), (-size, -size - 1), (size, 10 * size)):
        for ids in (_ids(draw, [2, size, 2 * size]), []):
            arguments = {"completion_ids": ids, "max_len": max_len, "cache": cache}
            expect_raises("ValueError", lambda arguments=arguments: submission.call(NAME, **arguments))
    for max_len, cache in ((1, 0), (1, 1), (size, size)):
        _expect(submission, _ids(draw, [0, 1, 2]), max_len, cache)

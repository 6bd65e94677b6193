"""Hidden suite of exercise 5.7. There is no oracle but the definition: what holds for every right list is checked on each."""

import itertools
from collections import Counter

import pytest

from smol_grade.judge import detect
from smol_grade.judge.detect import Detector
from smol_grade.judge.expect import expect_raises, expect_type, mismatch

NAME = "sample_frames"
MANY = 5_000_000
"""Frames of a video of two days."""


def steps(frames):
    """Return the steps between neighbours."""
    return [after - before for before, after in itertools.pairwise(frames)]


def even_steps(total, n):
    """Return how often which step is needed from the first frame to the last, if none differ by more than 1."""
    step, longer = divmod(total - 1, n - 1)
    return Counter({step: n - 1 - longer, step + 1: longer})


# What went wrong


def _bad_type(seen):
    return any(type(number) is not int for number in seen.args)


def _bad_value(seen):
    return not _bad_type(seen) and min(seen.args) < 1


def _raises(kind):
    return lambda seen: seen.error is not None and kind in (seen.error.type, *seen.error.kinds)


def _accepts_type(seen):
    return _bad_type(seen) and not _raises("TypeError")(seen)


def _accepts_value(seen):
    return _bad_value(seen) and not _raises("ValueError")(seen)


def _good(seen):
    """Return total and n of a good call."""
    if _bad_type(seen) or _bad_value(seen):
        raise ValueError("a bad call")
    return seen.args


def _got(seen):
    """Return total, n and the result, a list of whole numbers."""
    frames = seen.result
    if type(frames) is not list or any(type(frame) is not int for frame in frames):
        raise TypeError("no frames")
    return *_good(seen), frames


def _one_frame(seen):
    return _good(seen)[1] == 1 and seen.error is not None and not seen.error.unsupported


def _short(seen):
    total, n = _good(seen)
    return total <= n


def _short_refused(seen):
    return _short(seen) and seen.error is not None and not seen.error.unsupported


def _refuses(seen):
    return bool(_good(seen)) and seen.error is not None and not seen.error.unsupported


def _no_list(seen):
    if seen.error is not None:
        return seen.error.unsupported
    frames = seen.result
    return type(frames) is not list or any(type(frame) is not int for frame in frames)


def _outside(seen):
    total, _, frames = _got(seen)
    return any(not 0 <= frame < total for frame in frames)


def _twice(seen):
    *_, frames = _got(seen)
    return len(set(frames)) < len(frames)


def _not_sorted(seen):
    *_, frames = _got(seen)
    return frames != sorted(frames)


def _not_the_middle(seen):
    total, n, frames = _got(seen)
    return n == 1 < total and len(frames) == 1


def _number(seen):
    total, n, frames = _got(seen)
    return len(frames) != min(n, total)


def _lacks(place, of):
    """Return a predicate: the frame at one end of the video is not there."""

    def sees(seen):
        total, n, frames = _got(seen)
        return n > 1 and (not frames or frames[place] != of(total))

    return sees


def _uneven_at_end(seen):
    """All steps but the last are the same."""
    *_, frames = _got(seen)
    *most, last = steps(frames)
    return len(set(most)) == 1 and abs(last - most[0]) > 1


DETECTORS = [
    Detector("looks_elsewhere", detect.unknown_name),
    Detector("bad_types", _accepts_type),
    Detector("bad_values", _accepts_value),
    Detector("one_frame", _one_frame),
    Detector("short_video", _short_refused),
    Detector("refuses_good", _refuses),
    Detector("nothing_returned", detect.returned_nothing),
    Detector("no_list", _no_list),
    Detector("outside", _outside),
    Detector("middle", _not_the_middle),
    Detector("twice", _twice),
    Detector("not_sorted", _not_sorted),
    Detector("last_frame", lambda seen: not _number(seen) and _lacks(-1, lambda total: total - 1)(seen)),
    Detector("first_frame", lambda seen: not _number(seen) and _lacks(0, lambda total: 0)(seen)),
    Detector("number", _number),
    Detector("rest_at_end", _uneven_at_end),
]


# Checks


def _frames(submission, total, n):
    """Return what the function gives, and require a list of int, in order, none twice, all of the video, so many."""
    frames = submission.call(NAME, total, n)
    expect_type(frames, list)
    for index, frame in enumerate(frames):
        expect_type(frame, int, f"result[{index}]")
    if frames != sorted(set(frames)) or any(not 0 <= frame < total for frame in frames):
        raise mismatch("equal", where="result", expected=f"0 <= … < … < {total}", got=frames)
    if len(frames) != min(n, total):
        raise mismatch("equal", where="len(result)", expected=str(min(n, total)), got=str(len(frames)))
    return frames


def _expect_ends(submission, total, n):
    frames = _frames(submission, total, n)
    if (frames[0], frames[-1]) != (0, total - 1):
        raise mismatch("equal", where="result", expected=f"[0, …, {total - 1}]", got=frames)
    return frames


def _expect_even(submission, total, n):
    frames = _expect_ends(submission, total, n)
    if Counter(steps(frames)) != even_steps(total, n):
        wanted = ", ".join(f"{times} * {step}" for step, times in sorted(even_steps(total, n).items()) if times)
        raise mismatch("equal", where="steps(result)", expected=wanted, got=f"{steps(frames)}, {frames}"[:400])


@pytest.mark.check(NAME, points=2, hint="ends", promise="From n = 2 on, it holds the first and the last frame")
def test_first_and_last(submission, draw):
    """As many frames as wanted, from the first frame to the last, in order, none twice."""
    for total, n in ((30, 2), (draw.randint(50, 99), 3), (draw.randint(200, 999), draw.randint(5, 9)), (2, 2)):
        _expect_ends(submission, total, n)
    for _ in range(6):
        n = draw.randint(2, 40)
        _expect_ends(submission, n + draw.randint(1, 2 * n), n)


@pytest.mark.check(NAME, points=3, hint="even", promise="no two of them differ by more than 1")
def test_even_steps(submission, draw):
    """The steps between neighbours differ by 1 at most."""
    n = draw.randint(4, 9)
    for total in (3 * (n - 1) + 1, 7 * (n - 1) + 2, 5 * (n - 1), 4 * (n - 1) + n // 2 + 1, n + 1, 2 * n - 2, 2 * n):
        _expect_even(submission, total, n)
    for _ in range(8):
        n = draw.randint(3, 60)
        _expect_even(submission, draw.randint(n + 1, 40 * n), n)
    _expect_even(submission, MANY + draw.randint(1, 999), draw.randint(11, 16))
    _expect_even(submission, 2 * MANY - draw.randint(1, 999), draw.randint(200, 300))


@pytest.mark.check(NAME, points=1, hint="middle", promise="n = 1 gives the frame in the middle")
def test_one_frame(submission, draw):
    """A single frame is the one in the middle."""
    for total in (1, 2, 3, 2 * draw.randint(5, 50), 2 * draw.randint(5, 50) + 1, MANY):
        [frame] = _frames(submission, total, 1)
        middle = {(total - 1) // 2, total // 2}
        if frame not in middle:
            raise mismatch(
                "equal", where="result", expected=" / ".join(f"[{one}]" for one in sorted(middle)), got=[frame]
            )


@pytest.mark.check(NAME, points=1, hint="short_video", promise="gives all of its frames, each once")
def test_short_videos(submission, draw):
    """A video with no more frames than wanted gives all of its frames, each once."""
    for total in (1, 2, draw.randint(3, 30)):
        for n in (total, total + 1, total + draw.randint(2, 9), 10 * total):
            _frames(submission, total, n)


@pytest.mark.check(NAME, points=1, hint="bad_values", promise="total or n is less than 1.")
def test_bad_numbers(submission, draw):
    """Numbers below 1 raise ValueError, and what is not an int raises TypeError."""
    good = draw.randint(4, 9)
    for bad in ((0, good), (good, 0), (-good, 3), (good, -1), (0, 0), (0, 1)):
        expect_raises("ValueError", lambda bad=bad: submission.call(NAME, *bad))
    for bad in (
        (float(good), 2),
        (good, 2.0),
        (30, 2.5),
        (str(good), 2),
        (good, "2"),
        (None, 2),
        (good, None),
        ([good], 1),
    ):
        expect_raises("TypeError", lambda bad=bad: submission.call(NAME, *bad))

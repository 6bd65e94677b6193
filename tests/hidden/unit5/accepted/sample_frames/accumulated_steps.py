# Accepted: adds up steps, the longer ones first; the later one of two frames in the middle.
# source: stub
"""Which frames of a video a model gets to see."""

from itertools import accumulate


def sample_frames(total, n):
    """Return the indices of n frames: walk from the first one, the longer steps at the beginning."""
    for value in (total, n):
        if not isinstance(value, int):
            raise TypeError(f"not an int: {value!r}")
        if value < 1:
            raise ValueError(f"less than 1: {value}")
    n = min(n, total)
    if n == 1:
        return [total // 2]
    short, longer = divmod(total - 1, n - 1)
    return list(accumulate([short + 1] * longer + [short] * (n - 1 - longer), initial=0))

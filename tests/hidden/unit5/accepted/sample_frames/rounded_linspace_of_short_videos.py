# Accepted: numpy's linspace, rounded half to even.
# source: stub
"""Which frames of a video a model gets to see."""

import numpy as np


def sample_frames(total: int, n: int) -> list[int]:
    """Return the indices of n frames, rounded from numpy's linspace."""
    if not (isinstance(total, int) and isinstance(n, int)):
        raise TypeError("int, please")
    if min(total, n) < 1:
        raise ValueError("1 or more, please")
    if n == 1:
        return [round((total - 1) / 2)]
    return np.linspace(0, total - 1, min(n, total)).round().astype(int).tolist() if total > 1 else [0]

# mistake: torch.linspace in float32 cannot tell neighbouring frames apart in videos of millions of frames
# hint: even
# source: stub
"""Which frames of a video a model gets to see."""

import torch


def sample_frames(total: int, n: int) -> list[int]:
    """Return the indices of n frames, spread as evenly as possible."""
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("total and n must be int")
    if total < 1 or n < 1:
        raise ValueError("total and n must be 1 or more")
    if n >= total:
        return list(range(total))
    if n == 1:
        return [(total - 1) // 2]
    return torch.linspace(0, total - 1, n).round().long().tolist()

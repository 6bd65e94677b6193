# Accepted: a formula of whole numbers for each frame, rounded down.
# source: stub
"""Which frames of a video a model gets to see."""


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
    return [i * (total - 1) // (n - 1) for i in range(n)]

# mistake: rounds the step down, and puts the last frame at the end
# hint: rest_at_end
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
    step = (total - 1) // (n - 1)
    return [i * step for i in range(n - 1)] + [total - 1]

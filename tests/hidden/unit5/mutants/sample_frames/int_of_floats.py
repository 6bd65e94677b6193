# mistake: a float such as 5.0 is turned into an int instead of being refused
# hint: bad_types
# source: stub
"""Which frames of a video a model gets to see."""


def sample_frames(total: int, n: int) -> list[int]:
    """Return the indices of n frames, spread as evenly as possible."""
    if isinstance(total, str) or isinstance(n, str):
        raise TypeError("total and n must be numbers")
    total, n = int(total), int(n)
    if total < 1 or n < 1:
        raise ValueError("total and n must be 1 or more")
    if n >= total:
        return list(range(total))
    if n == 1:
        return [(total - 1) // 2]
    return [i * (total - 1) // (n - 1) for i in range(n)]

# source: learners
def sample_frames(total, n):
    if isinstance(total, bool) or isinstance(n, bool) or not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("int, please")
    if total <= 0 or n <= 0:
        raise ValueError("at least 1")
    if n >= total:
        return list(range(total)) if n > 1 else [0]
    if n < 2:
        return [int((total - 1) / 2)]
    return sorted({(2 * i * (total - 1) + n - 1) // (2 * (n - 1)) for i in range(n)})

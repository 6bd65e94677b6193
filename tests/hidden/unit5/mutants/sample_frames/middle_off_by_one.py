# mistake: the middle is one too far
# hint: middle
# source: learners
def sample_frames(total, n):
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("whole numbers, please")
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [min(total // 2 + 1, total - 1)]
    if n >= total:
        return list(range(total))
    return [i * (total - 1) // (n - 1) for i in range(n)]

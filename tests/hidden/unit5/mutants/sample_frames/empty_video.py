# mistake: gives an empty list for a video without frames
# hint: bad_values
# source: learners
def sample_frames(total, n):
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("whole numbers, please")
    if total == 0 and n > 0:
        return []
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [total // 2]
    if n >= total:
        return list(range(total))
    return [i * (total - 1) // (n - 1) for i in range(n)]

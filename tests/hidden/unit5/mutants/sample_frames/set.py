# mistake: takes the frames from the ends inwards
# hint: not_sorted
# source: learners
def sample_frames(total, n):
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("whole numbers, please")
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [total // 2]
    if n >= total:
        return list(range(total))
    return [(i * (total - 1) // (n - 1)) for i in [0, n - 1, *range(1, n - 1)]]

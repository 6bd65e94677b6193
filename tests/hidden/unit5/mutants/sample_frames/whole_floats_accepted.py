# mistake: takes 5.0 for 5
# hint: bad_types
# source: learners
def sample_frames(total, n):
    if total == int(total) and n == int(n) and not isinstance(total, str) and not isinstance(n, str):
        total, n = int(total), int(n)
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("whole numbers, please")
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [total // 2]
    if n >= total:
        return list(range(total))
    return [i * (total - 1) // (n - 1) for i in range(n)]

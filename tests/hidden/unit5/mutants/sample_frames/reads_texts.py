# mistake: makes whole numbers of whatever comes
# hint: bad_types
# source: learners
def sample_frames(total, n):
    total, n = int(total), int(n)
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [total // 2]
    if n >= total:
        return list(range(total))
    return [i * (total - 1) // (n - 1) for i in range(n)]

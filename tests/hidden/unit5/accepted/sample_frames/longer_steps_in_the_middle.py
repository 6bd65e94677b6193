# source: learners
from itertools import accumulate


def sample_frames(total: int, n: int):
    if not (isinstance(total, int) and isinstance(n, int)):
        raise TypeError
    if min(total, n) < 1:
        raise ValueError
    if total <= n and n > 1:
        return [*range(total)]
    if n == 1:
        return [total // 2]
    step, rest = divmod(total - 1, n - 1)
    sizes = [step] * (n - 1)
    for k in range(rest):
        sizes[(n - 1 - rest) // 2 + k] += 1
    return list(accumulate(sizes, initial=0))

# mistake: draws the frames between the ends
# hint: even
# source: learners
import random
def sample_frames(total, n):
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("whole numbers, please")
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [total // 2]
    if n >= total:
        return list(range(total))
    return [0, *sorted(random.sample(range(1, total - 1), n - 2)), total - 1]

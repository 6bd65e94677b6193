# source: learners
import numpy as np
def sample_frames(total, n):
    if not isinstance(total, int) or not isinstance(n, int):
        raise TypeError("whole numbers, please")
    if total < 1 or n < 1:
        raise ValueError("nothing to show")
    if n == 1:
        return [total // 2]
    if n >= total:
        return list(range(total))
    return np.linspace(0, total - 1, n).round().astype(int).tolist()

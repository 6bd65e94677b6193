# mistake: as transformers samples by default: np.arange with a step of total / n
# hint: last_frame
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
    return [int(i) for i in np.arange(0, total, total / n)][:n]

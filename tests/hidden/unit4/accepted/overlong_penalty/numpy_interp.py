# source: stub
import numpy as np


def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1:
        raise ValueError("max_len")
    if not 0 <= cache <= max_len:
        raise ValueError("cache")
    n = np.array([len(x) for x in completion_ids], dtype=float)
    if cache == 0:
        return np.where(n > max_len, -1.0, 0.0).tolist()
    return np.interp(n, [max_len - cache, max_len], [0.0, -1.0]).tolist()

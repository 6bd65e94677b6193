# source: learners
import numpy as np


def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or not 0 <= cache <= max_len:
        raise ValueError("limits")
    lengths = np.array([len(ids) for ids in completion_ids], dtype=float)
    if cache == 0:
        return np.where(lengths > max_len, -1.0, 0.0).tolist()
    return np.interp(lengths, [max_len - cache, max_len], [0.0, -1.0]).tolist()

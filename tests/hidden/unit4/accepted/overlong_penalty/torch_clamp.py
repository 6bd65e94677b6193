# source: stub
import torch


def overlong_penalty(completion_ids, max_len, cache, **kwargs):
    if max_len < 1 or cache not in range(max_len + 1):
        raise ValueError("bad lengths")
    n = torch.tensor([len(ids) for ids in completion_ids], dtype=torch.float64)
    over = n - (max_len - cache)
    slope = over / cache if cache > 0 else (over > 0).double()
    return (-slope.clamp(0, 1)).tolist()

# source: stub
from torch import Tensor


import numpy as np
import torch


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    w, a, b = (t.detach().cpu().numpy().astype(np.float64) for t in (W, A, B))
    change = np.einsum("ok,ki->oi", b, a)
    merged = w + change * (alpha / np.sqrt(r) if rslora else alpha / r)
    return torch.tensor(merged, dtype=W.dtype)

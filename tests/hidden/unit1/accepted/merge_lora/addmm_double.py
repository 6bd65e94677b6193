# source: stub
from torch import Tensor


import torch


def merge_lora(W: Tensor, A: Tensor, B: Tensor, alpha: float, r: int, rslora: bool = False) -> Tensor:  # noqa: N803
    rank = torch.tensor(float(r), dtype=torch.float64)
    scale = float(alpha) / (rank.sqrt() if rslora else rank).item()
    with torch.no_grad():
        return torch.addmm(W.double(), B.double(), A.double(), alpha=scale).type(W.dtype)

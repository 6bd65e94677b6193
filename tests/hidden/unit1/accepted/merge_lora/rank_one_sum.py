# source: stub
from torch import Tensor


import math

import torch


class Adapter:
    def __init__(self, A, B, alpha, r, rslora):  # noqa: N803
        self.pairs = list(zip(A.unbind(0), B.unbind(1)))
        self.scale = alpha * r ** (-0.5 if rslora else -1)

    def added_to(self, weight):
        total = weight.clone().to(torch.promote_types(weight.dtype, self.pairs[0][0].dtype))
        for a, b in self.pairs:
            total += self.scale * torch.outer(b, a)
        return total.to(weight.dtype)


@torch.no_grad()
def merge_lora(W: Tensor, A: Tensor, B: Tensor, alpha: float, r: int, rslora: bool = False) -> Tensor:  # noqa: N803
    assert math.isfinite(alpha)
    return Adapter(A=A, B=B, alpha=alpha, r=r, rslora=rslora).added_to(W)

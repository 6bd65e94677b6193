# source: stub
from torch import Tensor


def merge_lora(W: Tensor, A: Tensor, B: Tensor, alpha: float, r: int, rslora: bool = False) -> Tensor:  # noqa: N803
    scale = alpha / r**0.5 if rslora else alpha / r
    return (W + scale * (B @ A)).to(W.dtype)

# mistake: divides alpha by r without the fraction
# hint: whole_division
# source: stub
from torch import Tensor


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    scale = alpha / r**0.5 if rslora else alpha // r
    return (W + scale * (B @ A)).to(W.dtype)

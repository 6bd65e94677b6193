# mistake: with rslora the scale is sqrt(alpha / r), not alpha / sqrt(r)
# hint: root_of_both
# source: stub
from torch import Tensor


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    scale = alpha / r
    if rslora:
        scale = scale**0.5
    return (W + scale * (B @ A)).to(W.dtype)

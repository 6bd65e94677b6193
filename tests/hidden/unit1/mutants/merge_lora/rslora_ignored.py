# mistake: the scale is alpha / r also with rslora
# hint: ignores_rslora
# source: stub
from torch import Tensor


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    return (W + alpha / r * (B @ A)).to(W.dtype)

# mistake: adds the product of the matrices without the scale
# hint: no_scale
# source: stub
from torch import Tensor


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    return (W + B @ A).to(W.dtype)

# mistake: the result has the wider dtype of W and the adapter, not always that of W
# hint: other_dtype
# source: stub
from torch import Tensor


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    scale = alpha / r**0.5 if rslora else alpha / r
    return W + scale * (B @ A)

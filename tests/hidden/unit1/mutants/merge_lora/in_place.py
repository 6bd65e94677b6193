# mistake: adds the change to W itself, which does not hold the same numbers afterwards
# hint: changed_in_place
# source: stub
from torch import Tensor


def merge_lora(W, A, B, alpha, r, rslora=False):  # noqa: N803
    scale = alpha / r**0.5 if rslora else alpha / r
    W += (scale * (B @ A)).to(W.dtype)
    return W

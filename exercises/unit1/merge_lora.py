"""Exercise 1.16 🐕: merge a LoRA adapter into the weight beside which it was trained.

While it trains, a LoRA layer computes W x + scale * B (A x). Once trained, the change can be added to W for good: the
model then has its old shape and speed, and no adapter is needed any more.

Read: https://arxiv.org/abs/2106.09685 (section 4.1) and https://arxiv.org/abs/2312.03732 (rank-stabilised scaling)
Check: smol-grade unit1/merge_lora   Stuck: smol-grade hint merge_lora
"""

from torch import Tensor


def merge_lora(W: Tensor, A: Tensor, B: Tensor, alpha: float, r: int, rslora: bool = False) -> Tensor:  # noqa: N803
    """Return the weight of the layer with the adapter merged in.

    W + scale * B A, where scale is alpha / r, or alpha / sqrt(r) with rslora, and B A is the matrix product.

    Args:
        W: weight of the linear layer, shape [out_features, in_features], float16, float32 or float64.
        A: the adapter's first matrix, shape [r, in_features], float32 or float64.
        B: the adapter's second matrix, shape [out_features, r], of A's dtype.
        alpha: the adapter's scaling (lora_alpha in peft), a positive int or float.
        r: the adapter's rank, the same as A.shape[0].
        rslora: whether the adapter was trained with rank-stabilised scaling (use_rslora in peft).

    Returns:
        A new tensor, shape [out_features, in_features], of W's dtype, also where A and B have another dtype.
        Rounding does not matter: you may compute in any of the dtypes that W, A and B have, or in a wider one.
        For W = [[1., 2.]], A = [[3., 4.]], B = [[0.5]], alpha = 2, r = 1: [[4., 6.]]

    Edge cases:
        W, A and B are left as they are: all three hold the same numbers after the call as before.
        A new adapter has B = 0: merging it gives the numbers of W.
    """
    # TODO 1.16: scale the product of the adapter's matrices and add it to the weight
    raise NotImplementedError("TODO 1.16: scale the product of the adapter's matrices and add it to the weight")

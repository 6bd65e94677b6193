"""Matrix products with weights that stay: packed once for oneDNN where that is faster (x86), plain elsewhere.

On a processor without MKL's own fast path, the packed product of 8 to 64 rows takes a third of the plain one's time;
it is the same float32 arithmetic. Packing takes the place of the plain weight, which can be let go of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ROWS = 64
"""What a packed layout is chosen for; it serves every number of rows."""

Product = Callable[[Any], Any]
"""From `[n, in]` to `[n, out]`."""


def product(weight: Any, bias: Any = None) -> Product:
    """Return the function x -> x W^T + b for a weight `[out, in]`."""
    import torch
    import torch.nn.functional as F  # noqa: N812 - its usual name

    if _packs(weight):
        packed = torch.ops.mkldnn._reorder_linear_weight(weight.contiguous(), ROWS)
        multiply = torch.ops.mkldnn._linear_pointwise
        return lambda x: multiply(x, packed, bias, "none", [], "")
    return lambda x: F.linear(x, weight, bias)


def products(weights: Any) -> Product:
    """Return the function x -> x W^T head by head, from `[heads, n, in]` to `[heads, n, out]`."""
    import torch

    if _packs(weights[0]):
        each = [product(weight) for weight in weights]
        return lambda x: torch.stack([one(part.contiguous()) for one, part in zip(each, x, strict=True)])
    turned = weights.transpose(1, 2)
    return lambda x: torch.bmm(x, turned)


def _packs(weight: Any) -> bool:
    """Return whether packing is there and gives the plain product: tried on this very weight."""
    import torch

    if weight.device.type != "cpu" or weight.dtype != torch.float32 or not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    try:
        sample = weight[: min(64, weight.shape[0])].contiguous()
        packed = torch.ops.mkldnn._reorder_linear_weight(sample, ROWS)
        x = sample[:2].contiguous()
        tried = torch.ops.mkldnn._linear_pointwise(x, packed, None, "none", [], "")
        expected = x @ sample.T
        return float((tried - expected).abs().max()) <= 1e-4 * float(expected.abs().max())
    except (AttributeError, RuntimeError, NotImplementedError):
        return False

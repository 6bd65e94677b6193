# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    sizes = [
        r * sum(module.weight.shape)
        for name, module in model.named_modules()
        if getattr(module, "weight", None) is not None
        and module.weight.dim() == 2
        and any(name == t or name.endswith("." + t) for t in target_modules)
    ]
    if not sizes:
        raise ValueError("no layer")
    return sum(sizes)

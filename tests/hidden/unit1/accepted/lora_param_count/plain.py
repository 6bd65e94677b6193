# source: stub
from torch import nn


def lora_param_count(model: nn.Module, r: int, target_modules: list[str]) -> int:
    if r < 1:
        raise ValueError("r must be at least 1")
    total, found = 0, False
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and any(name == t or name.endswith("." + t) for t in target_modules):
            found = True
            total += r * module.in_features + module.out_features * r
    if not found:
        raise ValueError("target_modules means no layer")
    return total

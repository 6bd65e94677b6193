# mistake: takes A and B to be of the same size, r times in_features each
# hint: square
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    sizes = [
        2 * r * module.in_features
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and any(name == t or name.endswith("." + t) for t in target_modules)
    ]
    if not sizes:
        raise ValueError("no layer")
    return sum(sizes)

# mistake: takes a rank of 0 or less
# hint: nothing_to_adapt
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    sizes = [
        r * (module.in_features + module.out_features)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and any(name == t or name.endswith("." + t) for t in target_modules)
    ]
    if not sizes:
        raise ValueError("no layer")
    return sum(sizes)

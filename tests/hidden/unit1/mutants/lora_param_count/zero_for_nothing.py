# mistake: returns 0 when target_modules means no layer
# hint: nothing_to_adapt
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    return sum(
        r * (module.in_features + module.out_features)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and any(name == t or name.endswith("." + t) for t in target_modules)
    )

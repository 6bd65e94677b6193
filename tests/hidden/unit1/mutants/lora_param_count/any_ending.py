# mistake: a name means every layer whose full name ends with it, without the dot, so "proj" means q_proj
# hint: substring
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    sizes = [
        r * (module.in_features + module.out_features)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.endswith(tuple(target_modules))
    ]
    if not sizes:
        raise ValueError("no layer")
    return sum(sizes)

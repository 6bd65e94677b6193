# mistake: a layer counts once for each name that means it
# hint: counted_again
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    total = 0
    for target in target_modules:
        for name, module in model.named_modules():
            if isinstance(module, nn.Linear) and (name == target or name.endswith("." + target)):
                total += r * (module.in_features + module.out_features)
    if total == 0:
        raise ValueError("no layer")
    return total

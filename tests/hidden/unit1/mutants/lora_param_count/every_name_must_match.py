# mistake: raises ValueError as soon as one name means no layer
# hint: one_bad_name
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    found = {}
    for target in target_modules:
        hits = {
            name: r * (module.in_features + module.out_features)
            for name, module in model.named_modules()
            if isinstance(module, nn.Linear) and (name == target or name.endswith("." + target))
        }
        if not hits:
            raise ValueError(f"{target} means no layer")
        found.update(hits)
    if not found:
        raise ValueError("no layer")
    return sum(found.values())

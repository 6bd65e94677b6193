# mistake: compares a name with the last part of the full name only, so "self_attn.q_proj" means nothing
# hint: last_part
# source: stub
from torch import nn


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r must be at least 1")
    sizes = [
        r * (module.in_features + module.out_features)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.split(".")[-1] in target_modules
    ]
    if not sizes:
        raise ValueError("no layer")
    return sum(sizes)

# mistake: another exception
# hint: nothing_to_adapt
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise KeyError("r")
    layers = {n: m for n, m in model.named_modules() if isinstance(m, nn.Linear) and any(n == t or n.endswith("." + t) for t in target_modules)}
    if not layers:
        raise KeyError("no layer")
    return sum(r * (m.in_features + m.out_features) for m in layers.values())

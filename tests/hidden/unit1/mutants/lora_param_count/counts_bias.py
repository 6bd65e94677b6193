# mistake: a bias for B
# hint: bias
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError("r")
    layers = {n: m for n, m in model.named_modules() if isinstance(m, nn.Linear) and any(n == t or n.endswith("." + t) for t in target_modules)}
    if not layers:
        raise ValueError("no layer")
    return sum(r * (m.in_features + m.out_features) + m.out_features for m in layers.values())

# mistake: the loop stops at the first block
# hint: one_layer
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError("r")
    total = 0
    for t in target_modules:
        for n, m in model.named_modules():
            if n == t or n.endswith("." + t):
                total += r * (m.in_features + m.out_features)
                break
    if not total:
        raise ValueError("none")
    return total

# mistake: equality with the full name
# hint: names_end
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    found = [m for n, m in model.named_modules() if n in target_modules]
    if not found or r <= 0:
        raise ValueError('none')
    return sum(r * (m.in_features + m.out_features) for m in found)

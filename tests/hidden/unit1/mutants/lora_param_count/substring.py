# mistake: a name inside another counts
# hint: substring
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError('r')
    found = [m for n, m in model.named_modules() if isinstance(m, nn.Linear) and any(t in n for t in target_modules)]
    if not found:
        raise ValueError('none')
    return sum(r * (m.in_features + m.out_features) for m in found)

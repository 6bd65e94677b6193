# mistake: only the last part of a name is compared
# hint: last_part
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError('r')
    found = [m for n, m in model.named_modules() if isinstance(m, nn.Linear) and n.split('.')[-1] in target_modules]
    if not found:
        raise ValueError('none')
    return sum(r * (m.in_features + m.out_features) for m in found)

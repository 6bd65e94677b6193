# mistake: only the outermost modules
# hint: names_end
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    total = 0
    for n, m in model.named_children():
        if n in target_modules:
            total += r * (m.in_features + m.out_features)
    return total

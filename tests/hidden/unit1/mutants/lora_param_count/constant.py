# mistake: the example's number
# hint: count
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    return 6144

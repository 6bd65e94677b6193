# source: stub
from torch import nn


from functools import reduce


def _suffixes(name):
    parts = name.split(".")
    return {".".join(parts[i:]) for i in range(len(parts))}


def lora_param_count(model, r, target_modules):
    wanted = set(target_modules)
    layers = {
        name: sum(module.weight.shape)
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and not wanted.isdisjoint(_suffixes(name))
    }
    if r < 1 or not layers:
        raise ValueError("nothing to adapt")
    return reduce(lambda total, size: total + r * size, layers.values(), 0)

# source: learners
import torch
from torch import nn


class NothingToAdapt(ValueError):
    pass


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise NothingToAdapt("rank")
    adapters = nn.ModuleDict()
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear) and any(name == t or name.endswith("." + t) for t in target_modules):
            key = name.replace(".", "_")
            adapters[key] = nn.Sequential(nn.Linear(module.in_features, r, bias=False), nn.Linear(r, module.out_features, bias=False))
    if len(adapters) == 0:
        raise NothingToAdapt(target_modules)
    return sum(p.numel() for p in adapters.parameters())

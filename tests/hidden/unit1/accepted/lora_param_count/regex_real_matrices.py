# source: stub
from torch import nn


import re

import torch


class Counter:
    def __init__(self, names):
        self.pattern = re.compile(r"(?:.*\.)?(?:" + "|".join(map(re.escape, names)) + r")", re.DOTALL) if names else None

    def layers(self, model):
        seen = {}
        for name, layer in model.named_modules():
            if isinstance(layer, nn.Linear) and self.pattern and self.pattern.fullmatch(name):
                seen.setdefault(id(layer), layer)
        return list(seen.values())


def lora_param_count(model: nn.Module, r: int, target_modules: list[str]) -> int:
    layers = Counter(target_modules).layers(model)
    if r <= 0 or len(layers) == 0:
        raise ValueError((r, target_modules))
    with torch.device("meta"):
        pairs = [(nn.Linear(x.in_features, r, bias=False), nn.Linear(r, x.out_features, bias=False)) for x in layers]
    return sum(p.numel() for pair in pairs for half in pair for p in half.parameters())

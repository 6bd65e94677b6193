# source: learners
from torch import nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError(f"bad rank {r}")
    chosen = set()
    modules = dict(model.named_modules())
    for target in target_modules:
        want = target.split(".")
        chosen |= {n for n, m in modules.items() if isinstance(m, nn.Linear) and n.split(".")[-len(want):] == want}
    if not chosen:
        raise ValueError("no module")
    total = 0
    for n in chosen:
        total += modules[n].in_features * r
        total += modules[n].out_features * r
    return total

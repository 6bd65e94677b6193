# source: learners
import torch


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError("r")
    layers = {n: m for n, m in model.named_modules() if isinstance(m, torch.nn.Linear) and any(n == t or n.endswith("." + t) for t in target_modules)}
    if not layers:
        raise ValueError("no layer")
    return int(sum(r * sum(m.weight.shape) for m in layers.values()))

# source: stub
from torch import nn


from peft import LoraConfig, get_peft_model


def lora_param_count(model: nn.Module, r: int, target_modules: list[str]) -> int:
    """Let peft add the adapter and count what it trains. The model is changed by that."""
    if r <= 0:
        raise ValueError(f"rank {r}")
    linear = [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and any(("." + name).endswith("." + t) for t in target_modules)
    ]
    if not linear:
        raise ValueError("no layer")
    adapted = get_peft_model(model, LoraConfig(r=r, target_modules=linear))
    return sum(p.numel() for name, p in adapted.named_parameters() if ".lora_A." in name or ".lora_B." in name)

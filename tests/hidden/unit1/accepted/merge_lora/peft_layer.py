# source: stub
from torch import Tensor


import torch
from peft import LoraConfig, inject_adapter_in_model


def merge_lora(W: Tensor, A: Tensor, B: Tensor, alpha: float, r: int, rslora: bool = False) -> Tensor:  # noqa: N803
    """Let peft do it: a model of one linear layer, in double precision."""
    model = torch.nn.ModuleDict({"layer": torch.nn.Linear(W.shape[1], W.shape[0], bias=False, dtype=torch.float64)})
    config = LoraConfig(r=r, lora_alpha=alpha, use_rslora=rslora, target_modules=["layer"], init_lora_weights=False)
    inject_adapter_in_model(config, model)
    layer = model["layer"]
    layer.double()
    with torch.no_grad():
        layer.base_layer.weight.copy_(W)
        layer.lora_A["default"].weight.copy_(A)
        layer.lora_B["default"].weight.copy_(B)
    layer.merge()
    return layer.base_layer.weight.detach().to(W.dtype)

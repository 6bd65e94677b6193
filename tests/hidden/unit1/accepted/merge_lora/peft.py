# source: learners
import torch
from peft import LoraConfig, get_peft_model


def merge_lora(W, A, B, alpha, r, rslora=False):
    base = torch.nn.Sequential(torch.nn.Linear(W.shape[1], W.shape[0], bias=False, dtype=torch.float64))
    base[0].weight.data.copy_(W)
    model = get_peft_model(base, LoraConfig(r=r, lora_alpha=alpha, use_rslora=rslora, target_modules=["0"]))
    layer = model.base_model.model[0]
    layer.lora_A["default"].weight.data = A.double()
    layer.lora_B["default"].weight.data = B.double()
    return model.merge_and_unload()[0].weight.detach().to(W.dtype)

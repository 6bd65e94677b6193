# source: learners
from peft import LoraConfig, get_peft_model


def lora_param_count(model, r, target_modules):
    adapted = get_peft_model(model, LoraConfig(r=r, target_modules=list(target_modules)))
    return sum(p.numel() for p in adapted.parameters() if p.requires_grad)

# mistake: grouped-query attention is forgotten
# hint: keys_narrow
# source: learners
import torch.nn as nn


def lora_param_count(model, r, target_modules):
    if r <= 0:
        raise ValueError("r")
    layers = {n: m for n, m in model.named_modules() if isinstance(m, nn.Linear) and any(n == t or n.endswith("." + t) for t in target_modules)}
    if not layers:
        raise ValueError("no layer")
    h, i = model.config.hidden_size, model.config.intermediate_size
    sizes = {"q_proj": h + h, "k_proj": h + h, "v_proj": h + h, "o_proj": h + h, "gate_proj": h + i, "up_proj": h + i, "down_proj": h + i, "lm_head": h + model.config.vocab_size}
    return sum(r * sizes[n.split(".")[-1]] for n in layers)

# source: learners
def lora_param_count(model, r, target_modules):
    count, seen = 0, False
    for name, p in model.named_parameters():
        module = name.removesuffix(".weight")
        if p.dim() == 2 and "embed" not in name and any(("." + module).endswith("." + t) for t in target_modules):
            seen = True
            count += r * (p.shape[0] + p.shape[1])
    if not seen or r < 1:
        raise ValueError("nothing to adapt")
    return count

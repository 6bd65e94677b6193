# source: learners
import re
from torch.nn import Linear


def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError
    pattern = re.compile(r"(?:.*\.)?(?:" + "|".join(map(re.escape, target_modules)) + ")")
    sizes = [(m.in_features, m.out_features) for n, m in model.named_modules() if isinstance(m, Linear) and pattern.fullmatch(n)]
    if not sizes:
        raise ValueError("no match")
    return sum(r * i + o * r for i, o in sizes)

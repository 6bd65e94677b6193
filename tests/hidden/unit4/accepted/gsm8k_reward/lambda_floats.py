# source: stub
import re

_f = lambda t: (
    (lambda m: float(m.group(1).replace(",", "").replace("$", "")) if m else None)
    (re.match(r"[ ]*((?:-\$|\$-|-|\$)?[0-9][0-9,]*(?:\.[0-9]+)?)", t[t.index("####") + 4:]))
    if "####" in t else None
)


def _reward(pair):
    said, gold = _f(pair[0]), _f(pair[1])
    if gold is None:
        return None
    return 1.0 if said == gold else 0.0


def gsm8k_reward(completions, answer, **_):
    if len(completions) - len(answer):
        raise ValueError("not one answer a completion")
    return list(map(_reward, zip([c if isinstance(c, str) else c[0]["content"] for c in completions], answer)))

# source: stub
import re
from decimal import Decimal


def gsm8k_reward(completions, answer, **kwargs):
    def num(t):
        parts = t.split("####", 1)
        if len(parts) == 1:
            return None
        tail = parts[1].lstrip(" ")
        minus = False
        if tail[:2] in ("-$", "$-"):
            minus, tail = True, tail[2:]
        elif tail[:1] == "-":
            minus, tail = True, tail[1:]
        elif tail[:1] == "$":
            tail = tail[1:]
        m = re.match("[0-9](?:[0-9,]*[0-9])?(?:[.][0-9]+)?", tail)
        if not m:
            return None
        d = Decimal(m[0].replace(",", ""))
        return d.copy_negate() if minus else d

    texts = [c if isinstance(c, str) else c[-1]["content"] for c in completions]
    # zip(strict=True) raises ValueError by itself
    pairs = [(num(t), num(a)) for t, a in zip(texts, list(answer), strict=True)]
    return [None if g is None else float(p is not None and p == g) for p, g in pairs]

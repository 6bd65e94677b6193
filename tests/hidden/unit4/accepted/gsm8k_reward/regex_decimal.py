# source: stub
import re
from decimal import Decimal

NUMBER = re.compile(r" *(-?\$?|\$-)([0-9][0-9,]*(?:\.[0-9]+)?)")


def _number(text):
    _, found, rest = text.partition("####")
    if not found:
        return None
    m = NUMBER.match(rest)
    if m is None:
        return None
    value = Decimal(m.group(2).replace(",", ""))
    return -value if "-" in m.group(1) else value


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("completions and answers differ in number")
    out = []
    for c, a in zip(completions, answer):
        gold = _number(a)
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if gold is None else float(_number(text) == gold))
    return out

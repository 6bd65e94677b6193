# mistake: compares the texts of the numbers after commas and $ are gone, so that 7.00 is not 7
# hint: texts_compared
# source: stub
import re


def _number(text):
    _, found, rest = text.partition("####")
    m = re.match(r" *((?:-?\$?|\$-)[0-9][0-9,]*(?:\.[0-9]+)?)", rest) if found else None
    return m.group(1).replace(",", "").replace("$", "") if m else None


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("lengths")
    out = []
    for c, a in zip(completions, answer):
        gold = _number(a)
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if gold is None else float(_number(text) == gold))
    return out

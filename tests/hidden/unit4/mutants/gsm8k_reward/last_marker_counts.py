# mistake: takes the last #### of a text instead of the first
# hint: last_mark
# source: stub
import re


def _number(text):
    if "####" not in text:
        return None
    rest = text.split("####")[-1]
    m = re.match(r" *(-?\$?|\$-)([0-9][0-9,]*(?:\.[0-9]+)?)", rest)
    if m is None:
        return None
    value = float(m.group(2).replace(",", ""))
    return -value if "-" in m.group(1) else value


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("lengths")
    out = []
    for c, a in zip(completions, answer):
        gold = _number(a)
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if gold is None else float(_number(text) == gold))
    return out

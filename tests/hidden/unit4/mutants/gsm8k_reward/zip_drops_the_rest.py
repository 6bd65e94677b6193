# mistake: zips completions and answers without checking that there are equally many
# hint: silent_zip
# source: stub
import re


def _number(text):
    _, found, rest = text.partition("####")
    m = re.match(r" *(-?\$?|\$-)([0-9][0-9,]*(?:\.[0-9]+)?)", rest) if found else None
    if m is None:
        return None
    value = float(m.group(2).replace(",", ""))
    return -value if "-" in m.group(1) else value


def gsm8k_reward(completions, answer, **kwargs):
    out = []
    for c, a in zip(completions, answer):
        gold = _number(a)
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if gold is None else float(_number(text) == gold))
    return out

# mistake: searches for the first #### that a number follows, so that a bad first #### is passed over
# hint: later_mark
# source: stub
import re

R = re.compile(r"#### *(-?\$?|\$-)([0-9][0-9,]*(?:\.[0-9]+)?)")


def _number(text):
    m = R.search(text)
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

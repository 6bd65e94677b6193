# mistake: compares the two numbers without asking whether there are any, so that two missing numbers earn 1.0
# hint: gold_missing
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
    if len(completions) != len(answer):
        raise ValueError("lengths")
    texts = [c if isinstance(c, str) else c[0]["content"] for c in completions]
    return [1.0 if _number(t) == _number(a) else 0.0 for t, a in zip(texts, answer)]

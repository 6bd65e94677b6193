# mistake: takes the last number of a completion without #### as its answer
# hint: last_number
# source: stub
import re


def _number(text, strict):
    _, found, rest = text.partition("####")
    if not found:
        if strict:
            return None
        numbers = re.findall(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", text)
        return float(numbers[-1].replace(",", "")) if numbers else None
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
        gold = _number(a, True)
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if gold is None else float(_number(text, False) == gold))
    return out

# mistake: asks whether the completion's text begins with the right number after ####, so that 142 counts as 14
# hint: substring
# source: stub
import re


def _clean(text):
    _, found, rest = text.partition("####")
    return rest.strip().replace(",", "").replace("$", "") if found else ""


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("lengths")
    out = []
    for c, a in zip(completions, answer):
        m = re.match(r"-?[0-9]+(\.[0-9]+)?", _clean(a))
        text = c if isinstance(c, str) else c[0]["content"]
        out.append(None if m is None else float(_clean(text).startswith(m.group(0))))
    return out

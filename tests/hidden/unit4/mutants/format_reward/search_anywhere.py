# mistake: finds the tags anywhere in the text, not at its beginning
# hint: somewhere
# source: stub
import re


def format_reward(completions, **kwargs):
    out = []
    for c in completions:
        t = c if isinstance(c, str) else c[0]["content"]
        out.append(float(bool(re.search(r"<think>.*</think>", t, re.DOTALL)) and t.count("<think>") == 1))
    return out

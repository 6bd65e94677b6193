# mistake: wants at least one character between the tags
# hint: may_be_empty
# source: stub
import re


def format_reward(completions, **kwargs):
    p = re.compile(r"<think>(?!.*<think>).+?</think>", re.DOTALL)
    return [1.0 if p.match(c if isinstance(c, str) else c[0]["content"]) else 0.0 for c in completions]

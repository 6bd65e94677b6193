# mistake: wants an answer after the closing tag
# hint: may_be_empty
# source: stub
import re


def format_reward(completions, **kwargs):
    p = re.compile(r"<think>(?!.*<think>).*?</think>.*\S.*", re.DOTALL)
    return [1.0 if p.match(c if isinstance(c, str) else c[0]["content"]) else 0.0 for c in completions]

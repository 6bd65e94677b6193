# mistake: ignores the case of the tags
# hint: ignores_case
# source: stub
import re


def format_reward(completions, **kwargs):
    p = re.compile(r"<think>(?!.*<think>).*?</think>", re.DOTALL | re.IGNORECASE)
    return [1.0 if p.match(c if isinstance(c, str) else c[0]["content"]) else 0.0 for c in completions]

# mistake: uses a regular expression without DOTALL, so that reasoning of several lines does not match
# hint: line_breaks
# source: stub
import re


def format_reward(completions, **kwargs):
    p = re.compile(r"^<think>(?!.*<think>).*?</think>")
    return [1.0 if p.match(c if isinstance(c, str) else c[0]["content"]) else 0.0 for c in completions]

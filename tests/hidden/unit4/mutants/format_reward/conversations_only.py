# mistake: takes every completion as a conversation, as trl.rewards.think_format_reward does
# hint: texts_unread
# source: stub
import re


def format_reward(completions, **kwargs):
    p = re.compile(r"^<think>(?!.*<think>)(.*?)</think>.*$", re.DOTALL)
    contents = [c[0]["content"] for c in completions]
    return [1.0 if p.match(t) else 0.0 for t in contents]

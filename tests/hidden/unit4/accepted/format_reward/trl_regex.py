# source: stub
import re

PATTERN = re.compile(r"^<think>(?!.*<think>)(.*?)</think>.*$", re.DOTALL)


def format_reward(completions, **kwargs):
    texts = (c[0]["content"] if isinstance(c, list) else c for c in completions)
    return [1.0 if PATTERN.match(t) else 0.0 for t in texts]

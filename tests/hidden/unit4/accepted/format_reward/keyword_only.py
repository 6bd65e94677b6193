# source: learners
import re


def format_reward(*, completions, **kwargs):
    texts = ["".join(m["content"] for m in c) if isinstance(c, list) else c for c in completions]
    return list(map(float, [bool(re.fullmatch(r"(?s)<think>((?!<think>).)*</think>((?!<think>).)*", t)) for t in texts]))

# mistake: re.MULTILINE where re.DOTALL is meant
# hint: line_breaks
# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [1.0 if re.match(r"^<think>(?!.*<think>)(.*?)</think>.*$", text, re.MULTILINE) else 0.0 for text in texts]

# mistake: wants something after the reasoning
# hint: may_be_empty
# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def format_reward(completions, **kwargs):
    texts = [text_of(item) for item in completions]
    return [1.0 if re.match(r"<think>(?!.*<think>).*?</think>\s*\S", text, re.DOTALL) else 0.0 for text in texts]

# source: learners
import re

FORM = re.compile(r"^<think>(?!.*<think>)(.*?)</think>.*$", re.DOTALL | re.MULTILINE)


def format_reward(completions, **kwargs):
    rewards = []
    for completion in completions:
        text = completion if isinstance(completion, str) else completion[0]["content"]
        rewards.append(1.0 if FORM.match(text) else 0.0)
    return rewards

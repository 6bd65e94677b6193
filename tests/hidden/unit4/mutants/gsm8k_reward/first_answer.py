# mistake: all are compared with the first answer
# hint: against_the_first
# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    found = re.match(r" *(-?)\$?(-?)(\d[\d,]*(?:\.\d+)?)", text.partition("####")[2])
    return float("".join(found.groups()).replace(",", "")) if found else None


def gsm8k_reward(completions, answer, **kwargs):
    rewards = []
    for item, gold in zip(completions, answer, strict=True):
        wanted, got = number(answer[0]), number(text_of(item))
        rewards.append(None if wanted is None else float(got == wanted))
    return rewards

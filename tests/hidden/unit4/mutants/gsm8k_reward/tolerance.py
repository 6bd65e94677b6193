# mistake: near is good enough
# hint: whole_only
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
        wanted, got = number(gold), number(text_of(item))
        rewards.append(None if wanted is None else float(got is not None and abs(got - wanted) < 1))
    return rewards

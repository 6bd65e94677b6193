# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    found = re.match(r" *(-?)\$?(-?)(\d[\d,]*(?:\.\d+)?)", text.partition("####")[2])
    return float("".join(found.groups()).replace(",", "")) if found else None


def gsm8k_reward(completions, answer, **kwargs):
    if len(completions) != len(answer):
        raise ValueError("one answer for each completion")
    rewards = []
    for i in range(len(completions)):
        wanted = number(answer[i])
        if wanted is None:
            rewards.append(None)
        elif number(text_of(completions[i])) == wanted:
            rewards.append(1)
        else:
            rewards.append(0)
    return rewards

# mistake: without a mark, the last number of the text
# hint: last_number
# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def marked(text):
    found = re.match(r" *(-?)\$?(-?)(\d[\d,]*(?:\.\d+)?)", text.partition("####")[2])
    return float("".join(found.groups()).replace(",", "")) if found else None


def number(text):
    found = re.findall(r"-?\$?\d[\d,]*(?:\.\d+)?", text)
    if "####" in text or not found:
        return marked(text)
    return float(found[-1].replace(",", "").replace("$", ""))


def gsm8k_reward(completions, answer, **kwargs):
    rewards = []
    for item, gold in zip(completions, answer, strict=True):
        wanted, got = marked(gold), number(text_of(item))
        rewards.append(None if wanted is None else float(got == wanted))
    return rewards

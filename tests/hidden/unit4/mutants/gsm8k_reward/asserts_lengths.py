# mistake: an assert where ValueError is meant
# hint: raises_other
# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    found = re.match(r" *(-?)\$?(-?)(\d[\d,]*(?:\.\d+)?)", text.partition("####")[2])
    return float("".join(found.groups()).replace(",", "")) if found else None


def gsm8k_reward(completions, answer, **kwargs):
    assert len(completions) == len(answer)
    golds = map(number, answer)
    return [None if g is None else float(number(text_of(c)) == g) for c, g in zip(completions, golds)]

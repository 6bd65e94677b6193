# source: learners
import re


def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    found = re.match(r" *(-?)\$?(-?)(\d[\d,]*(?:\.\d+)?)", text.partition("####")[2])
    return float("".join(found.groups()).replace(",", "")) if found else None


def gsm8k_reward(completions, answer, question=None, log_extra=None, **kwargs):
    found = [number(text_of(c)) for c in completions]
    if log_extra:
        log_extra("number", found)
    return [None if number(g) is None else float(n == number(g)) for n, g in zip(found, answer, strict=True)]

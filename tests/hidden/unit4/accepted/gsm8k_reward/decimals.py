# source: learners
import re
from decimal import Decimal

NUMBER = re.compile(r"[ ]*(?P<sign>-\$?|\$-?|)(?P<digits>[0-9][0-9,]*(\.[0-9]+)?)")


def number(text):
    _, mark, rest = text.partition("####")
    found = NUMBER.match(rest) if mark else None
    if found is None:
        return None
    value = Decimal(found["digits"].replace(",", ""))
    return -value if "-" in found["sign"] else value


def gsm8k_reward(completions, answer, prompts=None, log_metric=None, **kwargs):
    texts = [c if isinstance(c, str) else c[-1]["content"] for c in completions]
    golds = [number(gold) for gold in answer]
    rewards = [g if g is None else float(number(t) == g) for t, g in zip(texts, golds, strict=True)]
    if log_metric is not None:
        log_metric("right", sum(r or 0 for r in rewards))
    return rewards

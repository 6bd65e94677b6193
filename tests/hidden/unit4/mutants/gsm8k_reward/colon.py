# mistake: a colon may stand in front of the number
# hint: later_mark
# source: learners
from typing import Any

def gsm8k_reward(completions: list[Any], answer: list[str], **kwargs: Any) -> list[float | None]:
    import re
    del kwargs

    def number_of(text: str) -> float | None:
        found = re.match(' *:? *(-?)\\$?(-?)([0-9][0-9,]*(?:\\.[0-9]+)?)', text.partition('####')[2])
        return float(''.join(found.groups()).replace(',', '')) if found else None
    rewards: list[float | None] = []
    for item, gold in zip(completions, answer, strict=True):
        wanted = number_of(gold)
        got = number_of(item if isinstance(item, str) else item[0]['content'])
        rewards.append(None if wanted is None else float(got == wanted))
    return rewards

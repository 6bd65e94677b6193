# mistake: float() of all that follows the mark
# hint: not_converted
# source: learners
def text_of(item):
    return item if isinstance(item, str) else item[0]["content"]


def number(text):
    rest = text.partition("####")[2].replace(",", "").replace("$", "").strip()
    return float(rest) if rest and rest[-1].isdigit() else None


def gsm8k_reward(completions, answer, **kwargs):
    rewards = []
    for item, gold in zip(completions, answer, strict=True):
        wanted, got = number(gold), number(text_of(item))
        rewards.append(None if wanted is None else float(got == wanted))
    return rewards
